/** Laws of back-propagation, on random graphs of all ops. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { GraphError } from '#chainrule/errors.js';
import { evaluate } from '#chainrule/graph/evaluate.js';
import {
  assertGradient,
  checkGradientAtRandom,
  drawLeaves,
  type GradientReport,
} from '#chainrule/graph/gradient-check.js';
import type { LeafValues } from '#chainrule/graph/leaves.js';
import { Pass } from '#chainrule/graph/pass.js';
import { compile, type Program } from '#chainrule/graph/program.js';
import { random } from '#chainrule/random.js';
import { type RandomGraph, randomGraph } from './random-graph.js';

/** A program with leaves drawn, none of whose values is so large that J's rounding drowns a difference. */
function atRandom({ graph, rows, seed }: RandomGraph) {
  const program = compile(graph);
  const leaves = drawLeaves(program, random(seed, 'test'), rows, 1);
  const evaluation = evaluate(program, leaves, { rows });
  const values = [...evaluation.nodes.values()].flatMap(({ value, partial }) => [...value, ...partial]);
  fc.pre(values.every((value) => Math.abs(value) < 1e3));
  return { program, leaves, evaluation, rows };
}

function set(pass: Pass, leaves: LeafValues): void {
  for (const [name, value] of Object.entries(leaves)) {
    const array = pass.value(pass.program.position(name));
    // A pass of the trained nodes alone has no array for a leaf that J does not depend on.
    if (typeof value !== 'number' && array.length > 0) array.set(value);
  }
}

function checked(program: Program, seed: number, rows: number): GradientReport {
  try {
    return checkGradientAtRandom(program, random(seed, 'test'), { rows, range: 1 });
  } catch (error) {
    // Such as relu(a − a): there is nothing to compare.
    fc.pre(!(error instanceof GraphError && error.code === 'GRAPH_ALWAYS_AT_KINK'));
    throw error;
  }
}

describe('laws of any graph', () => {
  it('every partial of every node and every copy is the central difference', () => {
    const property = fc.property(randomGraph, (drawn) => {
      const { program } = atRandom(drawn);
      assertGradient(checked(program, drawn.seed, drawn.rows));
    });
    fc.assert(property, { numRuns: 150, seed: 2 });
  });

  it('the partial of a node is the sum of its copies, and 1 more at the sink', () => {
    const property = fc.property(randomGraph, (drawn) => {
      const { program, evaluation } = atRandom(drawn);
      for (const [position, node] of program.nodes.entries()) {
        const seen = evaluation.nodes.get(node.name);
        const seed = position === program.sink ? 1 / (node.perExample ? drawn.rows : 1) : 0;
        const sums = [...(seen?.partial ?? [])].map((_, i) =>
          (seen?.copies ?? []).reduce((sum, copy) => sum + (copy.partial[i] ?? Number.NaN), seed),
        );
        expect([...(seen?.partial ?? [])].map((partial) => partial + 0)).toEqual(sums.map((sum) => sum + 0));
      }
    });
    fc.assert(property, { numRuns: 200, seed: 3 });
  });

  it('every node follows its predecessors, and copy k of a node is its k-th edge', () => {
    const property = fc.property(randomGraph, ({ graph }) => {
      const { nodes } = compile(graph);
      expect(nodes.map(({ name }) => name).sort()).toEqual(graph.nodes.map(({ name }) => name).sort());
      for (const [position, { inputs, inputCopies, definition, copies }] of nodes.entries()) {
        expect(inputs.map((input) => nodes[input]?.name)).toEqual(definition.inputs ?? []);
        for (const [slot, input] of inputs.entries()) {
          expect(input).toBeLessThan(position);
          expect(nodes[input]?.copies[inputCopies[slot] ?? -1]).toEqual({ consumer: position, slot });
        }
        const edges = copies.map(({ consumer, slot }) => [consumer, slot] as const);
        expect(edges).toEqual([...edges].sort(([a, i], [b, j]) => a - b || i - j));
      }
    });
    fc.assert(property, { numRuns: 200, seed: 4 });
  });

  it('running backward twice gives the same', () => {
    const property = fc.property(randomGraph, (drawn) => {
      const { program, leaves, rows } = atRandom(drawn);
      const pass = new Pass(program, { partials: 'all', rows });
      set(pass, leaves);
      pass.seed(program.sink).fill(1.5);
      const all = () => program.nodes.map((_, position) => [...pass.partial(position)]);
      pass.forward(rows);
      pass.backward(rows);
      const first = all();
      pass.backward(rows);
      expect(all()).toEqual(first);
      pass.forward(rows);
      pass.backward(rows);
      expect(all()).toEqual(first);
    });
    fc.assert(property, { numRuns: 100, seed: 5 });
  });

  it('a pass that computes only partials on paths to parameters gives the same bits there', () => {
    const property = fc.property(randomGraph, (drawn) => {
      const { program, leaves, rows, evaluation } = atRandom(drawn);
      const pass = new Pass(program, { rows });
      set(pass, leaves);
      const sink = program.nodes[program.sink];
      pass.seed(program.sink).fill(sink?.perExample === true ? 1 / rows : 1);
      pass.forward(rows);
      pass.backward(rows);
      for (const [position, { name, trained, live }] of program.nodes.entries()) {
        const computed = trained && live ? [...(evaluation.nodes.get(name)?.partial ?? [])] : [];
        expect([...pass.partial(position)]).toEqual(computed);
      }
    });
    fc.assert(property, { numRuns: 100, seed: 6 });
  });
});
