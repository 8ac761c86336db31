/** Elementwise ops as expressions, forward and backward, against kernels written by hand. */
import { figuresOf } from '../figures.mjs';
import { inTurn } from '../measure.mjs';
import { warm } from '../subjects.mjs';

export const name = 'ops';

export async function run({ sizes, say, late }) {
  const subjects = ['expression', 'hand'].map((way) => warm(way, 'ops.mjs', [way]));
  const measured = await inTurn(subjects, { rounds: sizes.rounds, warmUps: sizes.warmUps, say, late });
  const [expression, hand] = measured;
  const ops = Object.keys(hand.median);
  const ratios = ops.map((op) => ({ op, value: expression.median[op] / hand.median[op] }));
  const worst = ratios.reduce((most, one) => (one.value > most.value ? one : most));
  return {
    figures: ops.flatMap((op) => figuresOf(`${op}, 1,024 numbers`, measured, { key: op, unit: 'ns' })),
    values: [{ key: 'ops', value: worst.value, note: worst.op }],
  };
}
