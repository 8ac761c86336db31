/** All passes by name; a worker makes its own, once, and looks up here what it is told to run. */
import type { Workspace } from '../../kernels/workspace.js';
import type { BlockPass } from './block-pass.js';
import { exactGramPass } from './exact-gram-pass.js';
import { gradientPass } from './gradient-pass.js';
import { gramPass } from './gram-pass.js';
import { momentsPass } from './moments-pass.js';
import { relationPass } from './relation-pass.js';
import { residualCountsPass } from './residual-counts-pass.js';
import { spreadAndGramPass } from './spread-and-gram-pass.js';
import { spreadPass } from './spread-pass.js';
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
