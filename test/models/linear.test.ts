import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { evaluate } from '#chainrule/graph/evaluate.js';
import { assertGradient, checkGradientAtRandom } from '#chainrule/graph/gradient-check.js';
import { compile } from '#chainrule/graph/program.js';
import { leastSquares, ridge } from '#chainrule/models/linear.js';
import { random } from '#chainrule/random.js';

const options = fc.record({ features: fc.integer({ min: 1, max: 6 }), intercept: fc.boolean() });

describe('the linear models', () => {
  it('have the nodes of the slides: ŷ = wᵀx + b, r = y − ŷ, ℓ = r², R = λwᵀw, J = ℓ + R', () => {
    const { graph } = ridge({ features: 2, intercept: true, l2Reg: 0.1 });
    const formulas = graph.nodes
      .filter(({ inputs }) => inputs !== undefined)
      .map(({ name, symbol, op, inputs = [], constants = {} }) => [
        name,
        symbol,
        op,
        inputs.join(', '),
        constants,
      ]);
    expect(formulas).toEqual([
      ['prediction', 'ŷ', 'affine', 'w, x, b', {}],
      ['residual', 'r', 'subtract', 'y, prediction', {}],
      ['loss', 'ℓ', 'square', 'residual', {}],
      ['regularization', 'R', 'l2Penalty', 'w', { lambda: 0.1 }],
      ['objective', 'J', 'add', 'loss, regularization', {}],
    ]);
  });

  it('pass the gradient check', () => {
    const property = fc.property(
      options,
      fc.integer({ min: 0, max: 8 }),
      fc.nat(),
      (linear, eighths, seed) => {
        for (const { graph } of [leastSquares(linear), ridge({ ...linear, l2Reg: eighths / 8 })]) {
          assertGradient(checkGradientAtRandom(compile(graph), random(seed, 'test')));
        }
      },
    );
    fc.assert(property, { numRuns: 25, seed: 1 });
  });

  it('name roles that are nodes of the graph, and are plain data', () => {
    const property = fc.property(options, (linear) => {
      for (const model of [leastSquares(linear), ridge({ ...linear, l2Reg: 1 })]) {
        const { roles, graph } = model;
        const names = graph.nodes.map(({ name }) => name);
        const { weights, intercept } = roles.linear ?? { weights: '' };
        expect(names).toEqual(
          expect.arrayContaining([roles.input, roles.outcome, roles.prediction, weights]),
        );
        expect(intercept).toBe(linear.intercept ? 'b' : undefined);
        expect(names.includes('b')).toBe(linear.intercept);
        expect(JSON.parse(JSON.stringify(model))).toEqual(model);
      }
    });
    fc.assert(property, { numRuns: 20, seed: 2 });
  });

  it.each([true, false])('w⁽¹⁾ is the copy into R and w⁽²⁾ the one into ŷ (intercept: %s)', (intercept) => {
    const { graph } = ridge({ features: 2, intercept, l2Reg: 0.5 });
    const leaves = { x: [1, 2], y: 5, w: [3, -1], ...(intercept && { b: 0 }) };
    const copies = evaluate(graph, leaves)
      .nodes.get('w')
      ?.copies.map(({ consumer }) => consumer);
    expect(copies).toEqual(['regularization', 'prediction']);
  });

  it('b is never regularized', () => {
    const { graph } = ridge({ features: 1, intercept: true, l2Reg: 3 });
    // r = 7 − (2·0 + 7) = 0: what is left of ∂J/∂ is R's.
    const { nodes, objective } = evaluate(graph, { x: [0], y: 7, w: [2], b: 7 });
    expect(objective).toBe(12);
    expect(['w', 'b'].map((name) => nodes.get(name)?.partial[0])).toEqual([12, 0]);
  });
});
