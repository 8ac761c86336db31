/**
 * out = aₖ: one element of a vector, by its number k from 1 on. k may differ from row to row, such as the number of a
 * class; if it is none of 1 … n, out is NaN, which stops a training. There is no derivative by k.
 */
import { codeOf } from '../../expression/code.js';
import { div, eq, select } from '../../expression/expression.js';
import type { Vector } from '../../kernels/kernels.js';
import { defineOp, type Tile } from '../op.js';

type Input = 'a' | 'k';

const isChosen = eq('ks', 'j');
/** Of each element: itself if it is the chosen one, and whether it is. */
const choice = codeOf([select(isChosen, 'a', 0), select(isChosen, 1, 0)], ['a', 'ks', 'j']);
/** 0/0 where none is chosen. */
const quotient = codeOf([div('chosen', 'count')], ['chosen', 'count']);
const slopes = codeOf([select(isChosen, 'dOut', 0)], ['dOut', 'ks', 'j']);
const none = codeOf([0], ['dOut']);

export const element = defineOp<Input>({
  name: 'element',
  formula: 'out = aₖ; ∂out/∂a = [j = k], ∂out/∂k = 0',
  inputs: ['a', 'k'],
  discrete: ['k'],
  shape({ a, k }, known = {}) {
    const [n] = a;
    if (n === undefined || a.length > 1 || k.length > 0)
      return 'a a vector and k a scalar, the number of an element';
    const { k: number = 1 } = known;
    return Number.isInteger(number) && number >= 1 && number <= n ? [] : `k a number from 1 to ${n}`;
  },
  forward({ a, k }, out, tile) {
    const { rows, kernels, scratch } = tile;
    const { n, ks, numbers } = numbered(k, tile);
    const [chosen, isOne] = [scratch('chosen', n), scratch('isOne', n)];
    kernels.map(choice, [a, ks, numbers], [chosen, isOne], rows * n);
    const [sum, count] = [scratch('sum', 1), scratch('count', 1)];
    kernels.sumGroups(chosen, sum, rows, n, 1);
    kernels.sumGroups(isOne, count, rows, n, 1);
    kernels.map(quotient, [sum, count], [out], rows);
  },
  backward(dOut, { k }, d, tile) {
    const { rows, kernels, scratch } = tile;
    if (d.k) kernels.map(none, [dOut], [d.k], rows);
    if (d.a === undefined) return;
    const { n, ks, numbers } = numbered(k, tile);
    const dOuts = scratch('dOuts', n);
    kernels.repeatRows(dOut, dOuts, rows, n, 1);
    kernels.map(slopes, [dOuts, ks, numbers], [d.a], rows * n);
  },
  write({ a, k }) {
    const chosen = k.literal === undefined ? k.symbol : `${k.literal}`;
    return {
      value: a.at([chosen]),
      partials: {
        a: ([j = 'ⱼ']) => ({ by: [`[${j} = ${chosen}]`], at: [] }),
        k: () => ({ times: 0, at: [] }),
      },
    };
  },
});

/** For each element, the number of the chosen one of its row, and its own. */
function numbered(k: Vector, { rows, shapes, kernels, scratch, numbers }: Tile<Input>) {
  const [n] = shapes.a!;
  const ks = scratch('ks', n!);
  kernels.repeatRows(k, ks, rows, n!, 1);
  return { n: n!, ks, numbers: numbers(n!) };
}
