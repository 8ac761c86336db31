/** What ops take, for tests that go over all of them. */
import type { NodeDefinition, Shape } from '#chainrule/graph/definition.js';
import type { Op } from '#chainrule/graph/op.js';

/** Shapes of the inputs; `any` for an op that takes any one shape. */
export function inputShapes({ name, inputs }: Pick<Op, 'name' | 'inputs'>, n: number, p: number, any: Shape) {
  const special: Readonly<Record<string, readonly Shape[]>> = {
    affine: [[n, p], [p], [n]],
    concat: [[n], [p]],
    element: [[n], []],
    softmax: [[n]],
  };
  return special[name] ?? inputs.map(() => any);
}

/** What an input goes through before an op that would leave the range of numbers, or its own domain. */
export const within: Readonly<Record<string, readonly string[]>> = {
  divide: ['tanh', 'exp'],
  exp: ['tanh'],
  log: ['tanh', 'exp'],
  power: ['tanh', 'exp'],
};

/** The number of an element, for an input that is one. */
export function chosen(name: string, n: number, seed: number): NodeDefinition {
  return { name, op: 'constant', shape: [], value: 1 + (seed % n) };
}
