/** All passes by name; a worker looks up here what it is told to run. */
import type { BlockPass } from './block-pass.js';
import { exactGramPass } from './exact-gram.js';
import { gradientPass } from './gradient.js';
import { gramPass } from './gram.js';
import { momentsPass } from './moments.js';
import { relationPass } from './relation.js';
import { residualCountsPass } from './residual-counts.js';
import { spreadPass } from './spread.js';

export const passes: ReadonlyMap<string, BlockPass> = new Map(
  [momentsPass, spreadPass, gramPass, exactGramPass, gradientPass, residualCountsPass, relationPass].map(
    (pass) => [pass.name, pass],
  ),
);
