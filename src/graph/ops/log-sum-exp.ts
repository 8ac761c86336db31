/**
 * out = ln Σⱼ e^aⱼ, a scalar, as m + ln Σⱼ e^(aⱼ − m) with the largest element m, so that nothing overflows. Its partials
 * are the softmax of a, e^(aⱼ − out).
 */
import { codeOf } from '../../expression/code.js';
import { add, exp, log, mul, sub } from '../../expression/expression.js';
import { sizeOf } from '../definition.js';
import { defineOp } from '../op.js';
import { lettersOf } from '../writing.js';

const powers = codeOf([exp(sub('a', 'm'))], ['a', 'm']);
const result = codeOf([add('m', log('s'))], ['m', 's']);
const slopes = codeOf([mul('dOut', exp(sub('a', 'out')))], ['a', 'out', 'dOut']);

export const logSumExp = defineOp<'a'>({
  name: 'logSumExp',
  formula: 'out = ln Σ exp(a); ∂out/∂a = exp(a − out)',
  inputs: ['a'],
  shape: () => [],
  forward({ a }, out, { rows, shapes, kernels, scratch }) {
    const n = sizeOf(shapes.a!);
    const [largest, sum, all] = [scratch('largest', 1), scratch('sum', 1), scratch('all', n)];
    kernels.maxGroups(a, largest, rows, n, 1);
    kernels.repeatRows(largest, all, rows, n, 1);
    kernels.map(powers, [a, all], [all], rows * n);
    kernels.sumGroups(all, sum, rows, n, 1);
    kernels.map(result, [largest, sum], [out], rows);
  },
  backward(dOut, { a }, d, { rows, shapes, kernels, scratch }, out) {
    const n = sizeOf(shapes.a!);
    const [outs, dOuts] = [scratch('outs', n), scratch('dOuts', n)];
    kernels.repeatRows(out, outs, rows, n, 1);
    kernels.repeatRows(dOut, dOuts, rows, n, 1);
    kernels.map(slopes, [a, outs, dOuts], [d.a!], rows * n);
  },
  write: ({ a }, out) => ({
    value: `ln Σ${lettersOf(a.shape).join('')} exp(${a.at(lettersOf(a.shape))})`,
    partials: { a: (index) => ({ by: [`exp(${a.at(index)} − ${out.symbol})`], at: [] }) },
  }),
});
