/** The list of ops: one line each. */
import type { Op } from '../op.js';
import { abs } from './abs.js';
import { add } from './add.js';
import { affine } from './affine.js';
import { exp } from './exp.js';
import { huber } from './huber.js';
import { l2Penalty } from './l2-penalty.js';
import { log } from './log.js';
import { mean } from './mean.js';
import { multiply } from './multiply.js';
import { relu } from './relu.js';
import { scale } from './scale.js';
import { sigmoid } from './sigmoid.js';
import { softplus } from './softplus.js';
import { square } from './square.js';
import { subtract } from './subtract.js';
import { sum } from './sum.js';
import { tanh } from './tanh.js';

const list = [
  abs,
  add,
  affine,
  exp,
  huber,
  l2Penalty,
  log,
  mean,
  multiply,
  relu,
  scale,
  sigmoid,
  softplus,
  square,
  subtract,
  sum,
  tanh,
];

export const ops: ReadonlyMap<string, Op> = new Map(list.map((op): [string, Op] => [op.name, op]));
