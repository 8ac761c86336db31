import { describe, expect, it } from 'vitest';
import { GraphError } from '#chainrule/errors.js';
import { evaluate } from '#chainrule/graph/evaluate.js';
import type { LeafValues } from '#chainrule/graph/leaves.js';
import { compile } from '#chainrule/graph/program.js';
import { ridge } from '#chainrule/models/linear.js';

const { graph } = ridge({ features: 2, intercept: true, l2Reg: 0.5 });

const numbers = (evaluation: ReturnType<typeof evaluate>) =>
  Object.fromEntries(
    [...evaluation.nodes.values()].map(({ name, value, partial, copies }) => [
      name,
      [[...value], [...partial], copies.map((copy) => [copy.consumer, copy.input, [...copy.partial]])],
    ]),
  );

describe('evaluate', () => {
  it('gives the value and ∂J/∂ of every node and every copy of ridge, as by hand', () => {
    // ŷ = 3·1 − 1·2 + 2 = 3, r = 5 − 3 = 2, ℓ = 4, R = 0.5 (9 + 1) = 5, J = 9.
    const evaluation = evaluate(graph, { x: [1, 2], y: 5, w: Float64Array.of(3, -1), b: [2] });
    expect(evaluation.objective).toBe(9);
    expect(numbers(evaluation)).toEqual({
      w: [
        [3, -1],
        [-1, -9],
        [
          ['regularization', 'w', [3, -1]],
          ['prediction', 'M', [-4, -8]],
        ],
      ],
      b: [[2], [-4], [['prediction', 'c', [-4]]]],
      x: [[1, 2], [-12, 4], [['prediction', 'x', [-12, 4]]]],
      y: [[5], [4], [['residual', 'a', [4]]]],
      regularization: [[5], [1], [['objective', 'b', [1]]]],
      prediction: [[3], [-4], [['residual', 'b', [-4]]]],
      residual: [[2], [4], [['loss', 'r', [4]]]],
      loss: [[4], [1], [['objective', 'a', [1]]]],
      objective: [[9], [1], []],
    });
  });

  it('of n rows J is the mean: values row by row, partials of parameters over all', () => {
    const evaluation = evaluate(
      compile(graph),
      { x: [1, 2, 1, 2], y: [5, 1], w: [3, -1], b: 2 },
      { rows: 2 },
    );
    // r = 2 and −2: ℓ = 4 and 4, and the partials of the two rows cancel but for R.
    expect(evaluation.objective).toBe(9);
    expect([...(evaluation.nodes.get('residual')?.partial ?? [])]).toEqual([2, -2]);
    expect([...(evaluation.nodes.get('w')?.partial ?? [])]).toEqual([3, -1]);
    expect([...(evaluation.nodes.get('regularization')?.partial ?? [])]).toEqual([1]);
  });

  it('computes what J does not depend on, with partials 0', () => {
    const nodes = [
      ...graph.nodes,
      { name: 'dead', op: 'scale', inputs: ['residual'], constants: { factor: 10 } },
    ];
    const evaluation = evaluate({ nodes, sink: graph.sink }, { x: [1, 2], y: 5, w: [3, -1], b: 2 });
    const { dead, residual } = numbers(evaluation);
    expect(dead).toEqual([[20], [0], []]);
    expect(residual).toEqual([
      [2],
      [4],
      [
        ['loss', 'r', [4]],
        ['dead', 'a', [0]],
      ],
    ]);
  });

  it('takes names that JavaScript keeps for itself', () => {
    const nodes = [
      { name: '__proto__', op: 'parameter', shape: [] },
      { name: 'constructor', op: 'square', inputs: ['__proto__'] },
    ];
    const { nodes: seen } = evaluate({ nodes, sink: 'constructor' }, Object.fromEntries([['__proto__', 3]]));
    expect([...(seen.get('__proto__')?.partial ?? [])]).toEqual([6]);
    expect(() => evaluate({ nodes, sink: 'constructor' }, {})).toThrow(
      'parameter "__proto__", a scalar, has no value',
    );
  });

  const right = { x: [1, 2], y: 5, w: [3, -1], b: 2 };
  const { b: _, ...withoutB } = right;
  it.each<[string, LeafValues, number, string, string]>([
    ['a leaf without a value', withoutB, 1, 'GRAPH_MISSING_LEAF', 'parameter "b", a scalar, has no value'],
    [
      'too few numbers',
      { ...right, w: [1] },
      1,
      'GRAPH_LEAF_SIZE',
      'parameter "w", a vector [2]: expected 2 numbers, got 1',
    ],
    [
      'too few rows',
      { ...right, y: [1, 2] },
      2,
      'GRAPH_LEAF_SIZE',
      'input "x", a vector [2]: expected 4 numbers (2 for each of 2 examples), got 2',
    ],
    [
      'a value that is not finite',
      { ...right, x: [1, Number.NaN] },
      1,
      'GRAPH_LEAF_VALUE',
      'input "x", a vector [2]: element 1 (counted from 0) is NaN; expected a finite number',
    ],
    [
      'a name that is none, with the nearest leaf',
      { ...right, B: 1 },
      1,
      'GRAPH_UNKNOWN_NODE',
      'the graph has no node "B" (did you mean "b"?); its leaves are w, b, x, y',
    ],
    [
      'a value for a computed node',
      { ...right, loss: 1 },
      1,
      'GRAPH_NO_LEAF',
      'node "loss" is computed (square); only an input or a parameter takes a value',
    ],
    ['no rows', right, 0, 'GRAPH_BAD_ROWS', 'rows must be a whole number from 1, got 0'],
  ])('refuses %s', (_, leaves, rows, code, message) => {
    expect(() => evaluate(graph, leaves, { rows })).toThrow(
      expect.objectContaining({ code, message, constructor: GraphError }),
    );
  });
});
