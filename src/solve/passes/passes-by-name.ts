/** All passes by name; a worker makes its own, once, and looks up here what it is told to run. */
import type { Workspace } from '../../kernels/workspace.js';
import type { BlockPass } from './block-pass.js';
import { columnMomentsPass } from './column-moments-pass.js';
import { combinationPass } from './combination-pass.js';
import { errorsPass } from './errors-pass.js';
import { exactGramPass } from './exact-gram-pass.js';
import { gradientPass } from './gradient-pass.js';
import { gramPass } from './gram-pass.js';
import { leveragePass } from './leverage-pass.js';
import { momentsPass } from './moments-pass.js';
import { relationPass } from './relation-pass.js';
import { residualCountsPass } from './residual-counts-pass.js';
import { residualsPass } from './residuals-pass.js';
import { exactRowGramPass, rowGramPass } from './row-gram-pass.js';
import { spreadAndGramPass } from './spread-and-gram-pass.js';
import { spreadPass } from './spread-pass.js';
import { spaceIn } from './tiles.js';

export type Passes = ReadonlyMap<string, BlockPass>;

/** The passes of one thread, with the kernels of its workspace; a block's rows may lie anywhere. */
export function passesIn(workspace: Workspace): Passes {
  const space = spaceIn(workspace);
  const all = [
    columnMomentsPass(workspace.columns, space.scratch),
    momentsPass(space),
    spreadPass(space),
    gramPass(space),
    spreadAndGramPass(space),
    exactGramPass(space),
    gradientPass(space),
    residualsPass(space),
    combinationPass(space),
    rowGramPass(space),
    exactRowGramPass(space),
    leveragePass(space),
    errorsPass(space),
    residualCountsPass(space),
    relationPass,
  ];
  return new Map(all.map((pass) => [pass.name, pass]));
}

export function passNamed(passes: Passes, name: string): BlockPass {
  const pass = passes.get(name);
  if (pass === undefined) throw new Error(`there is no pass '${name}'`);
  return pass;
}
