/** out = ln(1 + eᵃ), as max(a, 0) + ln(1 + e^(−|a|)): never overflows, within 4 ulp. Its derivative is σ(a) = 1 − e^(−out). */
import { abs, add, exp, expm1, log1p, max, neg } from '../../expression/expression.js';
import { elementwise } from '../elementwise.js';

export const softplus = elementwise('a', [], (a) => add(max(a, 0), log1p(exp(neg(abs(a))))), {
  symbol: 'softplus',
  partials: { a: neg(expm1(neg('out'))) },
});
