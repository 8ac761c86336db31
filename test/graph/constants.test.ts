/** Constants, frozen parameters and scalars beside vectors, in every part of the work. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { GraphDefinition, NodeDefinition } from '#chainrule/graph/definition.js';
import { evaluate } from '#chainrule/graph/evaluate.js';
import { assertGradient, checkGradientAtRandom, drawLeaves } from '#chainrule/graph/gradient-check.js';
import { compile } from '#chainrule/graph/program.js';
import { cutOf } from '#chainrule/graph/split.js';
import { random } from '#chainrule/random.js';
import { cutRows, expectClose, fullGradient, inShards } from './shards.js';

const leaf = (name: string, op: string, shape: number[]): NodeDefinition => ({ name, op, shape });
const node = (name: string, op: string, ...inputs: string[]): NodeDefinition => ({ name, op, inputs });

/** J = Σⱼ s·xⱼ²/(2 + vⱼ²), with s = Σ f·q of a frozen f and a constant q. */
const graph: GraphDefinition = {
  nodes: [
    leaf('x', 'input', [3]),
    leaf('v', 'parameter', [3]),
    { ...leaf('f', 'parameter', [2]), frozen: true, init: [3, 4] },
    { ...leaf('q', 'constant', [2]), value: [0.5, 0.25] },
    { ...leaf('two', 'constant', []), value: 2 },
    node('fq', 'affine', 'f', 'q'),
    node('squares', 'power', 'x', 'two'),
    node('scaled', 'multiply', 'fq', 'squares'),
    node('v2', 'power', 'v', 'two'),
    node('below', 'add', 'two', 'v2'),
    node('quotients', 'divide', 'scaled', 'below'),
    node('J', 'sum', 'quotients'),
  ],
  sink: 'J',
};
const program = compile(graph);

describe('constants and frozen parameters', () => {
  it('have their values, and J the partials by hand', () => {
    const { objective, nodes } = evaluate(graph, { x: [1, 2, -3], v: [0, 1, 2], f: [3, 4] });
    // s = 2.5.
    expect(objective).toBeCloseTo(2.5 * (1 / 2 + 4 / 3 + 9 / 6), 13);
    const partial = (name: string) => [...(nodes.get(name)?.partial ?? [])];
    for (const [j, expected] of [0, (-2.5 * 4 * 2) / 9, (-2.5 * 9 * 4) / 36].entries())
      expect(partial('v')[j]).toBeCloseTo(expected, 13);
    expect(partial('f')).toHaveLength(2);
    expect(partial('q')).toEqual([]);
    expect([...(nodes.get('q')?.value ?? [])]).toEqual([0.5, 0.25]);
  });

  it('send values to the examples, and get no partials back', () => {
    const cut = cutOf(program);
    const names = (positions: readonly number[]) => positions.map((at) => program.nodes[at]?.name).sort();
    expect(names(cut.positions)).toEqual(['below', 'fq']);
    expect(names(cut.trained)).toEqual(['below']);
    expect([cut.size, cut.sumsLength]).toEqual([4, 4]);
  });

  it('in any partition into shards the gradient is the whole one, and 0 for what is frozen', () => {
    const property = fc.property(fc.nat(), fc.array(fc.nat(9), { maxLength: 4 }), (seed, cuts) => {
      const leaves = drawLeaves(program, random(seed, 'test'), 10, 1);
      const full = fullGradient(program, leaves, 10);
      const { objective, gradient } = inShards(program, leaves, cutRows(10, cuts));
      expectClose([objective], [full.objective]);
      expectClose(gradient, full.gradient);
      expect([...gradient.slice(3)]).toEqual([0, 0]);
    });
    fc.assert(property, { numRuns: 30, seed: 1 });
  });

  it('pass the gradient check', () => {
    assertGradient(checkGradientAtRandom(program, random(3, 'test')));
  });

  it('take no value from the caller', () => {
    const leaves = { x: [1, 1, 1], v: [1, 1, 1], f: [1, 1] };
    expect(() => evaluate(graph, { ...leaves, two: 3 })).toThrow(
      'node "two" is a constant; only an input or a parameter takes a value',
    );
  });
});

describe('a sink that is a vector', () => {
  it('has the partials of the sum of its elements', () => {
    const vector = { ...graph, sink: 'quotients' };
    const leaves = { x: [1, 2, -3], v: [0, 1, 2], f: [3, 4] };
    const [whole, sum] = [evaluate(vector, leaves), evaluate(graph, leaves)];
    expect(whole.objective).toBeCloseTo(sum.objective, 13);
    expect(whole.nodes.get('v')?.partial).toEqual(sum.nodes.get('v')?.partial);
    assertGradient(checkGradientAtRandom(compile(vector), random(4, 'test')));
  });
});

describe('what chooses an element by its number', () => {
  it('is not compared with differences, nor is what it is computed from', () => {
    const choosing: GraphDefinition = {
      nodes: [
        leaf('z', 'parameter', [3]),
        { ...leaf('k', 'constant', []), value: 1 },
        node('next', 'add', 'k', 'k'),
        node('J', 'element', 'z', 'next'),
      ],
      sink: 'J',
    };
    const chosen = compile(choosing);
    expect(chosen.nodes.filter(({ discrete }) => discrete).map(({ name }) => name)).toEqual(['k', 'next']);
    const report = checkGradientAtRandom(chosen, random(5, 'test'));
    assertGradient(report);
    // z and its copy, three elements each, and J.
    expect(report.compared).toBe(7);
  });
});
