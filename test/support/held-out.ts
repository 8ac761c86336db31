/** Whether each row of an input, counted from 0, is held out. */
import { type HoldoutOf, heldOut } from '#chainrule/data/holdout.js';

export function heldOutRows(of: HoldoutOf): (row: number) => boolean {
  const blocks = Array.from({ length: Math.ceil(of.rows / of.blockRows) }, (_, block) => block);
  const marks = blocks.flatMap((block) => [...heldOut({ ...of, block })]);
  return (row) => marks[row] === 1;
}
