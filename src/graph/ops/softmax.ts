/**
 * outₖ = e^aₖ / Σⱼ e^aⱼ of a vector, with the largest element taken off first, so that nothing overflows:
 * ∂outₖ/∂aⱼ = outₖ([k = j] − outⱼ).
 */
import { codeOf } from '../../expression/code.js';
import { div, exp, mul, sub } from '../../expression/expression.js';
import { defineOp } from '../op.js';

const powers = codeOf([exp(sub('a', 'm'))], ['a', 'm']);
const quotient = codeOf([div('a', 's')], ['a', 's']);
const slopes = codeOf([mul('out', sub('dOut', 'mean'))], ['out', 'dOut', 'mean']);

export const softmax = defineOp<'a'>({
  name: 'softmax',
  formula: 'out = exp(a) / Σ exp(a); ∂out/∂a = diag(out) − out·outᵀ',
  inputs: ['a'],
  aligned: true,
  shape: ({ a }) => (a.length === 1 ? a : 'a vector'),
  forward({ a }, out, { rows, shapes, kernels, scratch }) {
    const [n] = shapes.a!;
    const [one, all] = [scratch('one', 1), scratch('all', n!)];
    kernels.maxGroups(a, one, rows, n!, 1);
    kernels.repeatRows(one, all, rows, n!, 1);
    kernels.map(powers, [a, all], [out], rows * n!);
    kernels.sumGroups(out, one, rows, n!, 1);
    kernels.repeatRows(one, all, rows, n!, 1);
    kernels.map(quotient, [out, all], [out], rows * n!);
  },
  backward(dOut, _, d, { rows, shapes, kernels, scratch }, out) {
    const [n] = shapes.a!;
    const [one, all] = [scratch('mean', 1), scratch('means', n!)];
    kernels.rowProducts(1, dOut, out, one, rows, n!);
    kernels.repeatRows(one, all, rows, n!, 1);
    kernels.map(slopes, [out, dOut, all], [d.a!], rows * n!);
  },
  write: ({ a }, out) => ({
    value: `softmax(${a.symbol})`,
    partials: {
      a([j = 'ⱼ'], [k] = []) {
        const over = j === 'ₖ' ? 'ᵢ' : 'ₖ';
        const by = [out.at([k ?? over]), `([${k ?? over} = ${j}] − ${out.at([j])})`];
        return k === undefined ? { by, at: [over], over } : { by, at: [k] };
      },
    },
  }),
});
