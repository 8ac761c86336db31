/** All passes by name; a worker makes its own, once, and looks up here what it is told to run. */
import type { Workspace } from '../kernels/workspace.js';
import type { BlockPass } from './block-pass.js';
import { exactGramPass } from './exact-gram.js';
import { gradientPass } from './gradient.js';
import { gramPass } from './gram.js';
import { momentsPass } from './moments.js';
import { relationPass } from './relation.js';
import { residualCountsPass } from './residual-counts.js';
import { spreadPass } from './spread.js';
import { spreadAndGramPass } from './spread-and-gram.js';
import { spaceIn } from './tiles.js';

/** The passes of one thread, with the kernels of its workspace; a block's rows may lie anywhere. */
export function passesIn(workspace: Workspace): ReadonlyMap<string, BlockPass> {
  const space = spaceIn(workspace);
  const all = [
    momentsPass(space),
    spreadPass(space),
    gramPass(space),
    spreadAndGramPass(space),
    exactGramPass(space),
    gradientPass(space),
    residualCountsPass(space),
    relationPass,
  ];
  return new Map(all.map((pass) => [pass.name, pass]));
}
