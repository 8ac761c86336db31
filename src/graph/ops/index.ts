/** The list of ops: an elementwise op by its definition, any other as it is. */
import type { ElementwiseDefinition } from '../definition.js';
import { elementwiseOp } from '../elementwise.js';
import type { Op } from '../op.js';
import { abs } from './abs.js';
import { add } from './add.js';
import { affine } from './affine.js';
import { concat } from './concat.js';
import { divide } from './divide.js';
import { element } from './element.js';
import { exp } from './exp.js';
import { huber } from './huber.js';
import { l2Penalty } from './l2-penalty.js';
import { log } from './log.js';
import { logSumExp } from './log-sum-exp.js';
import { max } from './max.js';
import { mean } from './mean.js';
import { multiply } from './multiply.js';
import { power } from './power.js';
import { relu } from './relu.js';
import { scale } from './scale.js';
import { sigmoid } from './sigmoid.js';
import { softmax } from './softmax.js';
import { softplus } from './softplus.js';
import { square } from './square.js';
import { subtract } from './subtract.js';
import { sum } from './sum.js';
import { tanh } from './tanh.js';

const elementwise: Readonly<Record<string, ElementwiseDefinition>> = {
  abs,
  add,
  divide,
  exp,
  huber,
  log,
  max,
  multiply,
  power,
  relu,
  scale,
  sigmoid,
  softplus,
  square,
  subtract,
  tanh,
};
const others: readonly Op[] = [affine, concat, element, l2Penalty, logSumExp, mean, softmax, sum];

/** All built-in ops by name. */
export const ops: ReadonlyMap<string, Op> = new Map(
  [...Object.entries(elementwise).map(([name, definition]) => elementwiseOp(name, definition)), ...others]
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .map((op) => [op.name, op]),
);
