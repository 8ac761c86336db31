import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { GraphError } from '#chainrule/errors.js';
import type { Example } from '#chainrule/explain/example.js';
import { explain } from '#chainrule/explain/explain.js';
import { followPaths } from '#chainrule/explain/paths.js';
import { pathsJson } from '#chainrule/explain/paths-json.js';
import type { NodeDefinition } from '#chainrule/graph/definition.js';
import { diabetesExample, randomExample } from './examples.js';

/** b = a + a, c = b + b, …: 2ⁿ paths. */
function doubling(n: number): Example {
  const nodes: NodeDefinition[] = [
    { name: 'x', op: 'input', shape: [1] },
    { name: 'y', op: 'input', shape: [] },
    { name: 'n0', op: 'parameter', shape: [] },
    ...Array.from({ length: n }, (_, k) => ({ name: `n${k + 1}`, op: 'add', inputs: [`n${k}`, `n${k}`] })),
  ];
  return {
    model: {
      name: 'doubling',
      graph: { nodes, sink: `n${n}` },
      roles: { input: 'x', outcome: 'y', prediction: 'n1' },
    },
    theta: Float64Array.of(1),
    features: [{ name: 'one', raw: 1, standardized: 1 }],
    outcome: { name: 'y', value: 1 },
  };
}

describe('paths of a partial', () => {
  it('are the two of ridge: through R and through ŷ', () => {
    const { paths, count, sum, partial } = followPaths(diabetesExample(), 'w[bmi]');
    expect(count).toBe(2n);
    expect(paths.map(({ steps }) => steps.map(({ from, copy, rule }) => [from + copy, rule]))).toEqual([
      [
        ['w[bmi]⁽¹⁾', '2λw[bmi]'],
        ['regularization', '1'],
      ],
      [
        ['w[bmi]⁽²⁾', 'x[bmi]'],
        ['prediction', '−1'],
        ['residual', '2r'],
        ['loss', '1'],
      ],
    ]);
    expect(paths[0]!.product).toBeCloseTo(0.4, 12);
    expect(paths[1]!.product).toBeCloseTo(721.55664, 10);
    expect(sum).toBe(partial);
  });

  it('add up to the partial, on any graph and from any element', () => {
    fc.assert(
      fc.property(randomExample, fc.nat(), (example, chosen) => {
        const elements = explain({ ...example, stepSize: 1 }).nodes.flatMap((node) => node.elements);
        const { count, paths, sum, partial } = followPaths(
          example,
          elements[chosen % elements.length]!,
          100_000,
        );
        fc.pre(count <= 100_000n);
        expect(BigInt(paths.length)).toBe(count);
        const size = paths.reduce((total, { product }) => total + Math.abs(product), 0);
        expect(Math.abs(sum - partial)).toBeLessThanOrEqual(1e-12 * Math.max(1, size));
      }),
      { seed: 41, numRuns: 100 },
    );
  });

  it('are counted, not walked, where there are too many', () => {
    const { count, paths, partial, sum } = followPaths(doubling(100), 'n0', 10);
    expect(count).toBe(2n ** 100n);
    expect(paths).toHaveLength(10);
    expect(partial).toBe(2 ** 100);
    expect(sum).toBe(10);
    expect(pathsJson({ element: 'n0', value: 1, partial, count, paths, sum }).count).toBe(String(2n ** 100n));
  });

  it('may be as long as the graph', () => {
    const example = doubling(1);
    const chain: NodeDefinition[] = Array.from({ length: 10_000 }, (_, k) => ({
      name: `c${k + 1}`,
      op: 'scale',
      inputs: [k === 0 ? 'n1' : `c${k}`],
      constants: { factor: 1 },
    }));
    const graph = { nodes: [...example.model.graph.nodes, ...chain], sink: 'c10000' };
    const { count, sum } = followPaths({ ...example, model: { ...example.model, graph } }, 'n0');
    expect(count).toBe(2n);
    expect(sum).toBe(2);
  });

  it('count where a slope happens to be 0 at the values at hand', () => {
    const example = diabetesExample();
    const features = example.features.map((feature) => ({ ...feature, standardized: 0 }));
    expect(followPaths({ ...example, features }, 'w[bmi]').count).toBe(2n);
  });

  it.each([
    ['predicton', 'did you mean "prediction"?'],
    ['w', 'choose one of them: w[age], w[sex], w[bmi]'],
    ['w[bmo]', 'did you mean "w[bmi]"?'],
    ['b[1]', '"b" is a scalar'],
  ])('of "%s" are refused with the nearest name', (name, text) => {
    expect(() => followPaths(diabetesExample(), name)).toThrow(GraphError);
    expect(() => followPaths(diabetesExample(), name)).toThrow(text);
  });
});
