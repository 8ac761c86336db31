/** The graph in a model file, the roles of its nodes and the parameters of a custom graph. */
import * as z from 'zod';
import { flag, list, number, open, record, text, whole } from '../checks/expect.js';
import { customOps } from '../graph-file/custom-op-schema.js';

const shape = list(whole(1), 'a list of whole numbers');

const numbers = z.union([number('a finite number'), list(number('a finite number'), 'a list of numbers')], {
  error: 'a finite number or a list of them',
});

const node = open({
  name: text('the name of a node'),
  op: text('the name of an op'),
  symbol: text('a symbol').exactOptional(),
  inputs: list(text('the name of a node'), 'a list of node names').exactOptional(),
  constants: record(number('a finite number'), 'a mapping of names to numbers').exactOptional(),
  shape: shape.exactOptional(),
  init: z
    .union([numbers, z.literal('meanOutcome'), open({ uniform: number('a finite number') })], {
      error: 'a finite number, a list of them, "meanOutcome" or {uniform: number}',
    })
    .exactOptional(),
  frozen: flag().exactOptional().describe('A parameter that keeps its initial value.'),
  value: numbers.exactOptional().describe('Of a constant.'),
});

export const graph = open({
  nodes: list(node, 'a list of nodes'),
  ops: customOps.exactOptional().describe('Custom ops by name, as expressions.'),
  sink: text('the name of a node'),
}).describe('The computation graph on standardized columns.');

const role = text('the name of a node');

export const roles = open({
  input: role,
  outcome: role,
  prediction: role,
  linear: open({ weights: role, intercept: role.exactOptional() }).exactOptional(),
}).describe('Which nodes of the graph are x, y and ŷ.');

export const parameter = open({
  shape: shape.describe('[] is a scalar, [n] a vector, [n, p] a matrix.'),
  values: list(number('a finite number'), 'a list of numbers').describe('Row by row.'),
});
