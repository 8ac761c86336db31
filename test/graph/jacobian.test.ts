import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { GraphDefinition } from '#chainrule/graph/definition.js';
import { evaluate } from '#chainrule/graph/evaluate.js';
import { drawLeaves } from '#chainrule/graph/gradient-check.js';
import { jacobian } from '#chainrule/graph/jacobian.js';
import { compile } from '#chainrule/graph/program.js';
import { random } from '#chainrule/random.js';
import { randomGraph } from './random-graph.js';

/** c = tanh(Mx + b) from R³ to R², with a constant beside it. */
const layer: GraphDefinition = {
  nodes: [
    { name: 'x', op: 'input', shape: [3] },
    { name: 'M', op: 'parameter', shape: [2, 3] },
    { name: 'b', op: 'parameter', shape: [2] },
    { name: 'two', op: 'constant', shape: [], value: 2 },
    { name: 'z', op: 'affine', inputs: ['M', 'x', 'b'] },
    { name: 'c', op: 'tanh', inputs: ['z'] },
    { name: 'J', op: 'multiply', inputs: ['c', 'two'] },
  ],
  sink: 'J',
};
const leaves = { x: [1, -2, 0.5], M: [0.1, 0.2, 0.3, -0.4, 0.5, -0.6], b: [0.05, 1] };

describe('the Jacobian matrix', () => {
  it('of Mx + b by x is M, and by b the identity', () => {
    expect(jacobian(layer, leaves, { of: 'z', by: 'x' })).toEqual({
      shape: [2, 3],
      values: Float64Array.from(leaves.M),
    });
    expect([...jacobian(layer, leaves, { of: 'z', by: 'b' }).values]).toEqual([1, 0, 0, 1]);
  });

  it('of Mx + b by M has xⱼ where the row of M is that of the element', () => {
    const { shape, values } = jacobian(layer, leaves, { of: 'z', by: 'M' });
    expect(shape).toEqual([2, 6]);
    expect([...values]).toEqual([1, -2, 0.5, 0, 0, 0, 0, 0, 0, 1, -2, 0.5]);
  });

  it('of tanh z by x is diag(1 − tanh² z)·M', () => {
    const z = [0.1 - 0.4 + 0.15 + 0.05, -0.4 - 1 - 0.3 + 1];
    const expected = leaves.M.map((m, i) => (1 - Math.tanh(z[Math.floor(i / 3)] ?? 0) ** 2) * m);
    const { values } = jacobian(layer, leaves, { of: 'c', by: 'x' });
    for (const [i, partial] of values.entries()) expect(partial).toBeCloseTo(expected[i] ?? Number.NaN, 14);
  });

  it('of a node by itself is the identity, and by one that it does not depend on 0', () => {
    expect([...jacobian(layer, leaves, { of: 'c', by: 'c' }).values]).toEqual([1, 0, 0, 1]);
    expect([...jacobian(layer, leaves, { of: 'z', by: 'c' }).values]).toEqual([0, 0, 0, 0]);
  });

  it('of the sink is the gradient, for any graph', () => {
    const property = fc.property(randomGraph, ({ graph, seed }) => {
      const given = drawLeaves(compile(graph), random(seed, 'test'), 1, 1);
      for (const { name, partial } of evaluate(graph, given).nodes.values()) {
        if (partial.length === 0) continue;
        expect(jacobian(graph, given, { of: graph.sink, by: name }).values).toEqual(partial);
      }
    });
    fc.assert(property, { numRuns: 60, seed: 8 });
  });

  it('refuses a node that is not there, and a constant', () => {
    expect(() => jacobian(layer, leaves, { of: 'Z', by: 'x' })).toThrow('did you mean "z"?');
    expect(() => jacobian(layer, leaves, { of: 'z', by: 'two' })).toThrow(
      'node "two" is a constant: there is no derivative by it',
    );
  });
});
