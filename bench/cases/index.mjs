/** All cases, in the order of the report. */
import * as auto from './auto.mjs';
import * as cold from './cold.mjs';
import * as decode from './decode.mjs';
import * as epoch from './epoch.mjs';
import * as exact from './exact.mjs';
import * as gradient from './gradient.mjs';
import * as growth from './growth.mjs';
import * as memory from './memory.mjs';
import * as ops from './ops.mjs';
import * as passes from './passes.mjs';
import * as scaling from './scaling.mjs';
import * as start from './start.mjs';

export const cases = [
  decode,
  gradient,
  ops,
  passes,
  epoch,
  exact,
  cold,
  start,
  growth,
  memory,
  scaling,
  auto,
];
