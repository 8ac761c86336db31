/**
 * Every partial of an example once more, by moving the value and looking at J: (J(v + δ) − J(v − δ)) / 2δ.
 *
 * A node's value is moved for all its consumers, a copy's for one edge alone. Where a move changes the piece of an op
 * with kinks, the difference says nothing about the slope, and the verdict is `kink`.
 */
import { Differences } from '../graph/differences.js';
import { toleranceOf } from '../graph/gradient-check.js';
import { takesValue } from '../graph/leaves.js';
import { isDiscrete, nodeAt } from '../graph/program.js';
import type { Run } from './example.js';

export interface Check {
  readonly difference: number;
  readonly verdict: 'agrees' | 'differs' | 'kink';
}

/**
 * Checks the partials of a node's value, or of its copy k, element by element; of what chooses an element by its number
 * there is nothing to check.
 */
export type Verify = (position: number, k?: number) => Check[];

export function verifier({ program, pass }: Run): Verify {
  const leaves = [...program.nodes.entries()].filter(([, node]) => takesValue(node));
  const values = leaves.map(([position, { name }]) => [name, pass.value(position)]);
  const differences = new Differences(program, Object.fromEntries(values), 1);
  return (position, k) => {
    const { copies, discrete } = nodeAt(program, position);
    const copy = k === undefined ? undefined : copies[k];
    if (copy === undefined ? discrete : isDiscrete(program.nodes, copy)) return [];
    return Array.from(k === undefined ? pass.partial(position) : pass.copy(position, k), (partial, i) => {
      const found = differences.at(position, k, i);
      const { difference, kink } = found;
      const agrees = Math.abs(partial - difference) <= toleranceOf(partial, found);
      return { difference, verdict: kink ? 'kink' : agrees ? 'agrees' : 'differs' };
    });
  };
}
