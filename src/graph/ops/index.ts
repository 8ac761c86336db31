/** The list of ops: one line each. */
import type { Op } from '../op.js';
import { add } from './add.js';
import { affine } from './affine.js';
import { l2Penalty } from './l2-penalty.js';
import { multiply } from './multiply.js';
import { relu } from './relu.js';
import { scale } from './scale.js';
import { sigmoid } from './sigmoid.js';
import { square } from './square.js';
import { subtract } from './subtract.js';
import { sum } from './sum.js';
import { tanh } from './tanh.js';

export const ops: ReadonlyMap<string, Op> = new Map(
  [add, affine, l2Penalty, multiply, relu, scale, sigmoid, square, subtract, sum, tanh].map(
    (op): [string, Op] => [op.name, op],
  ),
);
