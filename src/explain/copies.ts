/**
 * Numbers of copies as on the slides: w⁽¹⁾ is the edge into R, w⁽²⁾ the edge into ŷ.
 *
 * Copies are numbered from the objective backwards: first the copy whose consumer is nearest to it, by the edges on the
 * longest way from the consumer to the sink (1 for R, 3 for ŷ). Equally near ones keep the program's order; copies that
 * do not reach the objective come last. So the numbers do not depend on the order in which the nodes were listed.
 */
import type { Program } from '../graph/program.js';

export interface NumberedCopy {
  /** Which copy of the program it is. */
  readonly k: number;
  readonly number: number;
  readonly consumer: number;
  readonly slot: number;
  /** Whether the objective depends on it. */
  readonly live: boolean;
}

/** For each node, its copies in the order of their numbers. */
export function numberCopies({ nodes, sink }: Program): readonly (readonly NumberedCopy[])[] {
  const farness = nodes.map(() => Number.POSITIVE_INFINITY);
  for (let position = nodes.length - 1; position >= 0; position--) {
    const onward = nodes[position]!.copies.map(({ consumer }) => farness[consumer]!).filter(Number.isFinite);
    if (position === sink) farness[position] = 0;
    else if (onward.length > 0) farness[position] = 1 + onward.reduce((a, b) => Math.max(a, b));
  }
  return nodes.map(({ copies }) =>
    copies
      .map((copy, k) => ({ ...copy, k, far: farness[copy.consumer]!, live: nodes[copy.consumer]!.live }))
      // A difference of two infinities is no number, and leaves the order to k.
      .sort((a, b) => (a.far === b.far ? a.k - b.k : a.far - b.far))
      .map(({ k, consumer, slot, live }, at) => ({ k, number: at + 1, consumer, slot, live })),
  );
}

/** `⁽²⁾`, or nothing for the only copy. */
export function copyMark(number: number, copies: number): string {
  if (copies < 2) return '';
  return `⁽${[...String(number)].map((digit) => '⁰¹²³⁴⁵⁶⁷⁸⁹'[Number(digit)]).join('')}⁾`;
}
