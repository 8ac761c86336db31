/** What compiling gives, and graphs of great length and width. */
import { describe, expect, it } from 'vitest';
import { GraphError } from '#chainrule/errors.js';
import type { NodeDefinition } from '#chainrule/graph/definition.js';
import { Pass } from '#chainrule/graph/pass.js';
import { compile, nodeAt } from '#chainrule/graph/program.js';

const leaves: NodeDefinition[] = [
  { name: 'x', op: 'input', shape: [3] },
  { name: 'w', op: 'parameter', shape: [3] },
  { name: 'y', op: 'input', shape: [] },
];

describe('a graph of great size', () => {
  const chain = (length: number): NodeDefinition[] =>
    Array.from({ length }, (_, k) => ({
      name: `n${k}`,
      op: 'scale',
      inputs: [k === 0 ? 'y' : `n${k - 1}`],
      constants: { factor: 1 },
    }));

  it('a chain of 100,000 nodes sorts, compiles and runs, whichever way it is listed', () => {
    for (const nodes of [chain(100_000), chain(100_000).reverse()]) {
      const program = compile({ nodes: [...leaves, ...nodes], sink: 'n99999' });
      expect(program.nodes.slice(3).every(({ name }, k) => name === `n${k}`)).toBe(true);
      const pass = new Pass(program, { partials: 'all', rows: 1 });
      pass.value(program.position('y')).fill(3);
      pass.seed(program.sink).fill(2);
      pass.forward(1);
      pass.backward(1);
      expect([...pass.value(program.sink), ...pass.partial(program.position('y'))]).toEqual([3, 2]);
    }
  });

  it('a cycle of 100,000 nodes is named in full, and told in short', () => {
    const [first, ...others] = chain(100_000);
    const turned = { ...first, name: 'n0', op: 'add', inputs: ['y', 'n99999'], constants: {} };
    const definition = { nodes: [...leaves, turned, ...others], sink: 'n99999' };
    const seen: unknown[] = [];
    try {
      compile(definition);
    } catch (error) {
      if (!(error instanceof GraphError)) throw error;
      seen.push(error.code, error.nodes.length, error.message.length < 1000);
      expect(error.message).toContain('… 99961 more …');
    }
    expect(seen).toEqual(['GRAPH_CYCLE', 100_000, true]);
  });

  it('a node that 50,000 others take gets the sum of their partials', () => {
    const sums = Array.from({ length: 50_000 }, (_, k) => ({
      name: `n${k}`,
      op: 'add',
      inputs: [k === 0 ? 'y' : `n${k - 1}`, 'b'],
    }));
    const program = compile({
      nodes: [...leaves, { name: 'b', op: 'parameter', shape: [] }, ...sums],
      sink: 'n49999',
    });
    const pass = new Pass(program, { rows: 1 });
    pass.value(program.position('b')).fill(0.5);
    pass.seed(program.sink).fill(1);
    pass.forward(1);
    pass.backward(1);
    expect([...pass.value(program.sink), ...pass.partial(program.position('b'))]).toEqual([25_000, 50_000]);
  });
});

describe('a program', () => {
  it('has one tile size for a graph, a power of two that keeps a tile within 32,768 numbers', () => {
    const tileRows = (features: number) =>
      compile({
        nodes: [
          { name: 'x', op: 'input', shape: [features] },
          { name: 'J', op: 'sum', inputs: ['x'] },
        ],
        sink: 'J',
      }).tileRows;
    expect([1, 31, 32, 1000, 10_000].map(tileRows)).toEqual([1024, 1024, 512, 32, 4]);
  });

  it('tells what depends on examples, what on parameters, and what J does not depend on', () => {
    const program = compile({
      nodes: [
        ...leaves,
        { name: 'R', op: 'l2Penalty', inputs: ['w'], constants: { lambda: 1 } },
        { name: 'dead', op: 'sum', inputs: ['x'] },
        { name: 'J', op: 'add', inputs: ['y', 'R'] },
      ],
      sink: 'J',
    });
    const flags = program.nodes.map(({ name, perExample, trained, live }) => [
      name,
      perExample,
      trained,
      live,
    ]);
    expect(flags).toEqual([
      ['x', true, false, false],
      ['w', false, true, true],
      ['y', true, false, true],
      ['dead', true, false, false],
      ['R', false, true, true],
      ['J', true, true, true],
    ]);
  });

  it('a name that is none, with the nearest', () => {
    const program = compile({
      nodes: [...leaves, { name: 'objective', op: 'square', inputs: ['y'] }],
      sink: 'objective',
    });
    expect(program.position('objective')).toBe(3);
    expect(() => program.position('objectve')).toThrow(
      'the graph has no node "objectve" (did you mean "objective"?); its nodes are x, w, y, objective',
    );
    expect(() => nodeAt(program, 4)).toThrow(RangeError);
  });
});
