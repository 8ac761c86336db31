/** out = 1 / (1 + e⁻ᵃ), from e^(−|a|), which never overflows: within 4 ulp also where it is tiny. */
import {
  abs,
  add,
  div,
  type Expression,
  exp,
  le,
  mul,
  neg,
  select,
  sub,
} from '../../expression/expression.js';
import { elementwise } from '../elementwise.js';

const small = (a: Expression) => exp(neg(abs(a)));

export const sigmoid = elementwise('a', [], (a) => div(select(le(0, a), 1, small(a)), add(1, small(a))), {
  symbol: 'σ',
  partials: { a: mul('out', sub(1, 'out')) },
});
