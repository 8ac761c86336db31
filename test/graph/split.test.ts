/** The two parts of training: examples summed shard by shard, parameters once. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { errorsOfProbabilities, errorsOfValues } from '#chainrule/expression/arithmetic.js';
import type { GraphDefinition, NodeDefinition } from '#chainrule/graph/definition.js';
import { drawLeaves } from '#chainrule/graph/gradient-check.js';
import { takesValue } from '#chainrule/graph/leaves.js';
import { compile } from '#chainrule/graph/program.js';
import { addTile, ExamplesPass, ParametersPass, sumsIn } from '#chainrule/graph/split.js';
import { plainKernels } from '#chainrule/kernels/plain-kernels.js';
import { leastSquares, ridge } from '#chainrule/models/linear.js';
import { random } from '#chainrule/random.js';
import { randomGraph } from './random-graph.js';
import { arrayOf, cutRows, expectClose, fullGradient, inShards, thetaOf } from './shards.js';

/** J = ℓ · s(w): what depends on w alone meets the examples in a product. */
const product: GraphDefinition = {
  nodes: [
    ...leastSquares({ features: 2, intercept: true }).graph.nodes,
    { name: 'R', op: 'l2Penalty', inputs: ['w'], constants: { lambda: 0.3 } },
    { name: 's', op: 'sigmoid', inputs: ['R'] },
    { name: 'J', op: 'multiply', inputs: ['loss', 's'] },
  ],
  sink: 'J',
};

describe('the split into examples and parameters', () => {
  it('any partition of the rows into shards gives the full gradient of any graph', () => {
    const property = fc.property(
      randomGraph,
      fc.integer({ min: 1, max: 12 }),
      fc.array(fc.nat(11), { maxLength: 5 }),
      ({ graph, seed }, rows, cuts) => {
        const program = compile(graph);
        const leaves = drawLeaves(program, random(seed, 'test'), rows, 1);
        const full = fullGradient(program, leaves, rows);
        const { objective, gradient } = inShards(program, leaves, cutRows(rows, cuts));
        expectClose([objective], [full.objective]);
        expectClose(gradient, full.gradient);
      },
    );
    fc.assert(property, { numRuns: 150, seed: 1 });
  });

  it('any partition into shards of many tiles gives the full gradient of ridge', () => {
    const program = compile(ridge({ features: 3, intercept: true, l2Reg: 0.2 }).graph);
    const rows = 3 * program.tileRows + 17;
    const leaves = drawLeaves(program, random(7, 'test'), rows, 2);
    const full = fullGradient(program, leaves, rows);
    const property = fc.property(fc.array(fc.nat(rows - 1), { maxLength: 8 }), (cuts) => {
      const { objective, gradient } = inShards(program, leaves, cutRows(rows, cuts));
      expectClose([objective], [full.objective]);
      expectClose(gradient, full.gradient);
    });
    fc.assert(property, { numRuns: 20, seed: 2 });
  });

  it('the gradient of n rows is the average of those of each row', () => {
    const property = fc.property(randomGraph, ({ graph, seed, rows }) => {
      const program = compile(graph);
      const leaves = drawLeaves(program, random(seed, 'test'), rows, 1);
      const average = new Float64Array(fullGradient(program, leaves, rows).gradient.length);
      for (let row = 0; row < rows; row++) {
        const one = Object.fromEntries(
          program.nodes.filter(takesValue).map(({ name, size, perExample }) => {
            const all = arrayOf(leaves, name);
            return [name, perExample ? all.slice(row * size, (row + 1) * size) : all];
          }),
        );
        for (const [i, partial] of fullGradient(program, one, 1).gradient.entries()) {
          average[i] = (average[i] ?? Number.NaN) + partial / rows;
        }
      }
      expectClose(inShards(program, leaves, [[0, rows]]).gradient, average);
    });
    fc.assert(property, { numRuns: 100, seed: 3 });
  });

  it('multiply(ℓ, s(w)): parameters that meet the examples elsewhere than in a last sum, by hand', () => {
    const program = compile(product);
    const [w, b, lambda] = [[0.5, -1], 0.25, 0.3] as const;
    const xs = [1, 2, -3, 0.5, 2, 2];
    const ys = [1, -2, 3];
    const s = 1 / (1 + Math.exp(-lambda * (w[0] ** 2 + w[1] ** 2)));
    const expected = [0, 0, 0];
    let objective = 0;
    for (const [row, y] of ys.entries()) {
      const [x0 = 0, x1 = 0] = xs.slice(2 * row);
      const r = y - (w[0] * x0 + w[1] * x1 + b);
      objective += (r * r * s) / 3;
      // ∂(ℓ s)/∂wⱼ = −2 r xⱼ s + ℓ s (1 − s) 2 λ wⱼ, ∂(ℓ s)/∂b = −2 r s.
      const partials = [x0, x1].map(
        (x, j) => -2 * r * x * s + r * r * s * (1 - s) * 2 * lambda * (w[j] ?? 0),
      );
      for (const [i, partial] of [...partials, -2 * r * s].entries())
        expected[i] = (expected[i] ?? 0) + partial / 3;
    }
    const leaves = { x: xs, y: ys, w, b: [b] };
    for (const shards of [
      [[0, 3]],
      [
        [0, 1],
        [1, 3],
      ],
      [
        [0, 1],
        [1, 2],
        [2, 3],
      ],
    ] as const) {
      const seen = inShards(program, leaves, shards);
      expectClose([seen.objective], [objective]);
      expectClose(seen.gradient, expected);
    }
  });

  it('R is counted once a step, not once a shard', () => {
    const program = compile(ridge({ features: 1, intercept: false, l2Reg: 0.5 }).graph);
    // r = 0 everywhere: J = λw² = 2 and ∂J/∂w = 2λw = 2.
    const leaves = { x: [1, 2, 3], y: [2, 4, 6], w: [2] };
    const seen = inShards(program, leaves, [
      [0, 1],
      [1, 2],
      [2, 3],
    ]);
    expect(seen.objective).toBe(2);
    expect([...seen.gradient]).toEqual([2]);
  });

  it('the partials of a parameter are added in one order: from the examples first, then copy by copy', () => {
    const program = compile({
      nodes: [
        { name: 'w', op: 'parameter', shape: [] },
        { name: 'x', op: 'input', shape: [] },
        { name: 'up', op: 'scale', inputs: ['w'], constants: { factor: 1e16 } },
        { name: 'down', op: 'scale', inputs: ['w'], constants: { factor: -1e16 } },
        { name: 'wx', op: 'multiply', inputs: ['w', 'x'] },
        { name: 'sum', op: 'add', inputs: ['wx', 'up'] },
        { name: 'J', op: 'add', inputs: ['sum', 'down'] },
      ],
      sink: 'J',
    });
    // (1 + 10¹⁶) − 10¹⁶ is 0 in float64, and any other order gives 1.
    expect([...inShards(program, { w: [1], x: [1] }, [[0, 1]]).gradient]).toEqual([0]);
  });

  it('λ = 0 ridge is least squares, bit for bit', () => {
    const options = { features: 3, intercept: true };
    const [plain, zero] = [
      compile(leastSquares(options).graph),
      compile(ridge({ ...options, l2Reg: 0 }).graph),
    ];
    const property = fc.property(fc.nat(), fc.integer({ min: 1, max: 9 }), (seed, rows) => {
      const leaves = drawLeaves(plain, random(seed, 'test'), rows, 3);
      expect(inShards(zero, leaves, [[0, rows]])).toEqual(inShards(plain, leaves, [[0, rows]]));
    });
    fc.assert(property, { numRuns: 50, seed: 4 });
  });

  it('bound rows give the same bits as copied ones', () => {
    const property = fc.property(randomGraph, fc.nat(5), ({ graph, seed, rows }, before) => {
      const program = compile(graph);
      const leaves = drawLeaves(program, random(seed, 'test'), rows, 1);
      const cut = new ParametersPass(program).valuesAt(thetaOf(program, leaves));
      const run = (
        place: (pass: ExamplesPass, position: number, values: Float64Array, size: number) => void,
      ) => {
        const pass = new ExamplesPass(program);
        const sums = sumsIn(pass.cut, new Float64Array(pass.cut.sumsLength));
        pass.receive(cut);
        for (const [position, { name, size, op, perExample, live }] of program.nodes.entries()) {
          if (op === undefined && perExample && live) place(pass, position, arrayOf(leaves, name), size);
        }
        pass.run(rows);
        addTile(plainKernels, pass, sums, true);
        return sums.all;
      };
      const copied = run((pass, position, values) => pass.value(position).set(values));
      const bound = run((pass, position, values, size) => {
        const block = new Float64Array(before * size + values.length).fill(Number.NaN);
        block.set(values, before * size);
        pass.bind(position, block, before * size);
      });
      expect(bound).toEqual(copied);
    });
    fc.assert(property, { numRuns: 100, seed: 5 });
  });

  it('a parameter that J does not depend on has gradient 0', () => {
    const { nodes, sink } = leastSquares({ features: 1, intercept: false }).graph;
    const program = compile({ nodes: [...nodes, { name: 'unused', op: 'parameter', shape: [2] }], sink });
    const { gradient } = inShards(program, { x: [1], y: [3], w: [1], unused: [5, 6] }, [[0, 1]]);
    expect([...gradient]).toEqual([-4, 0, 0]);
  });

  it('errors of the predictions, and no silent nothing for a node it does not compute', () => {
    const { nodes, sink } = leastSquares({ features: 1, intercept: true }).graph;
    const dead = { name: 'probability', op: 'sigmoid', inputs: ['prediction'] };
    const program = compile({ nodes: [...nodes, dead], sink });
    const at = (name: string) => program.position(name);
    const pass = new ExamplesPass(program);
    pass.receive(Float64Array.of(2, 1));
    // ŷ = 3, 5, 7.
    pass.value(at('x')).set([1, 2, 3]);
    pass.bind(at('y'), Float64Array.of(99, 4, 5, 3), 1);
    const sums = [new Float64Array(1), new Float64Array(1), new Float64Array(1)];
    pass.evaluate(3, { outcome: at('y'), prediction: at('prediction'), errors: errorsOfValues }, sums);
    expect(sums.map(([sum]) => sum)).toEqual([17, 17, 5]);
    const probability = { outcome: at('y'), prediction: at('probability'), errors: errorsOfValues };
    expect(() => pass.evaluate(3, probability, sums)).toThrow(
      'node "probability" has no value here: the sink "loss" does not depend on it through the examples',
    );
    expect(() => pass.run(pass.tileRows + 1)).toThrow(RangeError);
  });

  it('errors against an outcome that only a strided op takes, where its rows lie', () => {
    const program = compile({
      nodes: [
        { name: 'x', op: 'input', shape: [1] },
        { name: 'y', op: 'input', shape: [] },
        { name: 'w', op: 'parameter', shape: [1] },
        { name: 'v', op: 'parameter', shape: [1] },
        { name: 'prediction', op: 'affine', inputs: ['w', 'x'] },
        { name: 'residual', op: 'affine', inputs: ['v', 'x', 'y'] },
        { name: 'both', op: 'multiply', inputs: ['prediction', 'residual'] },
      ],
      sink: 'both',
    });
    const at = (name: string) => program.position(name);
    const pass = new ExamplesPass(program);
    pass.receive(Float64Array.of(2, 3));
    // ŷ = 2, 4, y − ŷ = 2, 1 and J = 2(3 + 4), 4(6 + 5).
    pass.value(at('x')).set([1, 2]);
    pass.bind(at('y'), Float64Array.of(99, 4, 5), 1);
    const sums = [new Float64Array(1), new Float64Array(1), new Float64Array(1)];
    pass.evaluate(2, { outcome: at('y'), prediction: at('prediction'), errors: errorsOfValues }, sums);
    expect(sums.map(([sum]) => sum)).toEqual([58, 5, 3]);
  });

  it('refuses a sink that is no scalar', () => {
    const { nodes } = leastSquares({ features: 2, intercept: true }).graph;
    expect(() => new ExamplesPass(compile({ nodes, sink: 'x' }))).toThrow(
      'the sink "x" is a vector [2]; to be trained it must be a scalar',
    );
  });

  it('computes a prediction that J does not depend on, and what it alone takes from the parameters', () => {
    // J = (y − w·x)², ŷ = eᵛ·(w·x)/2 at v = ln 2, and an outcome that is 0 or 1.
    const nodes: NodeDefinition[] = [
      { name: 'x', op: 'input', shape: [] },
      { name: 'y', op: 'input', shape: [] },
      { name: 'w', op: 'parameter', shape: [] },
      { name: 'v', op: 'parameter', shape: [] },
      { name: 'half', op: 'constant', shape: [], value: 0.5 },
      { name: 'wx', op: 'multiply', inputs: ['w', 'x'] },
      { name: 'residual', op: 'subtract', inputs: ['y', 'wx'] },
      { name: 'J', op: 'square', inputs: ['residual'] },
      { name: 'factor', op: 'exp', inputs: ['v'] },
      { name: 'twice', op: 'multiply', inputs: ['factor', 'wx'] },
      { name: 'prediction', op: 'multiply', inputs: ['twice', 'half'] },
    ];
    const program = compile({ nodes, sink: 'J' }, undefined, ['prediction', 'y']);
    const at = (name: string) => program.position(name);
    const parameters = new ParametersPass(program);
    const cut = parameters.valuesAt(Float64Array.of(0.25, Math.LN2));
    const errors = { outcome: at('y'), prediction: at('prediction'), errors: errorsOfProbabilities };
    const sums = [0, 1, 2, 3, 4].map(() => new Float64Array(1));
    const pass = new ExamplesPass(program, { outputs: true });
    pass.receive(cut);
    pass.value(at('x')).set([1, 3]);
    pass.value(at('y')).set([1, 1]);
    pass.evaluate(2, errors, sums);
    // ŷ = ¼ and ¾.
    const [objective, squares, absolute, logLoss, correct] = sums.map(([sum]) => sum);
    expect(objective).toBeCloseTo(0.75 ** 2 + 0.25 ** 2, 14);
    expect(squares).toBeCloseTo(0.75 ** 2 + 0.25 ** 2, 14);
    expect(absolute).toBeCloseTo(1, 14);
    expect(logLoss).toBeCloseTo(-Math.log(0.25) - Math.log(0.75), 14);
    expect(correct).toBe(1);
    // The gradient does without it.
    const trained = new ExamplesPass(program);
    expect(trained.cut.trained.map((position) => program.nodes[position]?.name)).toEqual(['w']);
    expect(trained.value(at('prediction'))).toHaveLength(0);
    // Outcomes that are neither 0 nor 1 have no log-loss.
    pass.value(at('y')).set([1, 2]);
    pass.evaluate(2, errors, sums);
    expect(sums.slice(3).map(([sum]) => sum)).toEqual([Number.NaN, Number.NaN]);
  });

  it('refuses a graph without examples', () => {
    const nodes = [
      { name: 'w', op: 'parameter', shape: [2] },
      { name: 'J', op: 'sum', inputs: ['w'] },
    ];
    expect(() => new ExamplesPass(compile({ nodes, sink: 'J' }))).toThrow(
      'the sink "J" does not depend on any input: there is nothing to train on examples',
    );
  });
});
