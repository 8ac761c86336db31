/** The gradient checker: it passes right rules, fails wrong ones, and says where. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { codeOf } from '#chainrule/expression/code.js';
import { mul } from '#chainrule/expression/expression.js';
import type { GraphDefinition } from '#chainrule/graph/definition.js';
import {
  assertGradient,
  checkGradient,
  checkGradientAtRandom,
  describeMismatch,
} from '#chainrule/graph/gradient-check.js';
import type { Op } from '#chainrule/graph/op.js';
import { ops } from '#chainrule/graph/ops/index.js';
import { compile } from '#chainrule/graph/program.js';
import { ridge } from '#chainrule/models/linear.js';
import { random } from '#chainrule/random.js';
import { chosen, inputShapes } from './op-inputs.js';

/** The list of ops with one whose rule for one input is wrong by a factor. */
function wrongBy(factor: number, name: string, input: string): ReadonlyMap<string, Op> {
  const right = ops.get(name);
  if (right === undefined) throw new Error(`no op ${name}`);
  const wrong: Op = {
    ...right,
    backward(dOut, values, d, tile, out) {
      right.backward(dOut, values, d, tile, out);
      const partial = d[input];
      const scaled = codeOf([mul(factor, 'a')], ['a']);
      if (partial !== undefined) tile.kernels.map(scaled, [partial], [partial], partial.length);
    },
  };
  return new Map([...ops, [name, wrong]]);
}

const relu: GraphDefinition = {
  nodes: [
    { name: 'w', op: 'parameter', shape: [2] },
    { name: 'h', op: 'relu', inputs: ['w'] },
    { name: 'J', op: 'sum', inputs: ['h'] },
  ],
  sink: 'J',
};

/** J = Σ v·op(inputs…), for any op; logarithms, powers and quotients are of eᵃ, which is positive. */
function graphOf(op: Op): GraphDefinition {
  const { name, inputs, constants = [], discrete = [] } = op;
  const shapes = inputShapes(op, 2, 3, [name === 'max' ? 8 : 2]);
  const out = op.shape(Object.fromEntries(inputs.map((input, k) => [input, shapes[k] ?? []])));
  const isPositive = ['log', 'power', 'divide'].includes(name);
  return {
    nodes: [
      ...inputs.map((input, k) =>
        discrete.includes(input)
          ? chosen(input, 2, 1)
          : {
              name: isPositive ? `before ${input}` : input,
              op: k === 0 ? 'parameter' : 'input',
              shape: shapes[k] ?? [],
            },
      ),
      ...(isPositive ? inputs.map((input) => ({ name: input, op: 'exp', inputs: [`before ${input}`] })) : []),
      { name: 'v', op: 'input', shape: typeof out === 'string' ? [] : out },
      {
        name: 'out',
        op: name,
        inputs,
        constants: Object.fromEntries(constants.map((constant) => [constant, 0.7])),
      },
      { name: 'weighted', op: 'multiply', inputs: ['v', 'out'] },
      { name: 'J', op: 'sum', inputs: ['weighted'] },
    ],
    sink: 'J',
  };
}

describe('the gradient checker', () => {
  const rules = [...ops.values()].flatMap((op) =>
    op.inputs.filter((input) => !op.discrete?.includes(input)).map((input) => ({ op, input })),
  );

  it.each(rules)('fails on a rule of $op.name wrong by 0.1 % in ∂out/∂$input', ({ op, input }) => {
    const property = fc.property(fc.nat(), fc.constantFrom(1.001, 0.999), (seed, factor) => {
      const definition = graphOf(op);
      assertGradient(checkGradientAtRandom(compile(definition), random(seed, 'test')));
      const { mismatches } = checkGradientAtRandom(
        compile(definition, wrongBy(factor, op.name, input)),
        random(seed, 'test'),
      );
      expect(mismatches.length).toBeGreaterThan(0);
      // What comes before the wrong rule is wrong; the rule's own output and what comes after is right.
      const nodes = new Set(mismatches.map(({ place }) => place.node));
      expect([...nodes]).not.toContain('J');
      if (['log', 'power', 'divide'].includes(op.name))
        expect([...nodes]).toEqual([`before ${input}`, input]);
      else if (op.name !== 'multiply' && op.name !== 'sum') expect([...nodes]).toEqual([input]);
    });
    fc.assert(property, { numRuns: 5, seed: 1 });
  });

  it('shows both numbers and the place', () => {
    const { graph } = ridge({ features: 2, intercept: true, l2Reg: 0.1 });
    const wrong = compile(graph, wrongBy(1.001, 'square', 'r'));
    const report = checkGradient(wrong, { x: [1, 2], y: 5, w: [1, 1], b: 0 });
    // r = 2: ∂J/∂r is 4 and the wrong rule says 4.004.
    const residual = report.mismatches.find(
      ({ place }) => place.node === 'residual' && place.copy === undefined,
    );
    expect(residual).toMatchObject({ place: { node: 'residual', element: 0, row: 0 } });
    expect(residual?.partial).toBeCloseTo(4.004, 12);
    expect(residual?.difference).toBeCloseTo(4, 7);
    expect(residual && describeMismatch(residual)).toMatch(
      /^∂J\/∂"residual", element 0, row 0: back-propagation gives 4\.00[34]\d*, the central difference (4\.0000|3\.9999)\d+; they are 0\.00\d+ apart, allowed are \d/,
    );
    // The copies of w are told apart: the one into R is right.
    const copies = report.mismatches
      .filter(({ place }) => place.node === 'w')
      .map(({ place }) => place.copy?.consumer);
    expect(copies).toContain('prediction');
    expect(copies).not.toContain('regularization');
    expect(() => assertGradient(report)).toThrow(/^∂J\/∂".*back-propagation gives .* more like it\)$/);
  });

  it('finds an executor that would forget a copy: nodes are perturbed whole, copies alone', () => {
    // J = w·w: each copy has partial w, w itself 2w.
    const definition: GraphDefinition = {
      nodes: [
        { name: 'w', op: 'parameter', shape: [] },
        { name: 'J', op: 'multiply', inputs: ['w', 'w'] },
      ],
      sink: 'J',
    };
    expect(checkGradient(compile(definition), { w: 3 })).toEqual({ compared: 4, mismatches: [], kinks: [] });
    const { mismatches } = checkGradient(compile(definition, wrongBy(0, 'multiply', 'b')), { w: 3 });
    const copy = { k: 1, consumer: 'J', input: 'b' };
    expect(mismatches.map(({ place }) => place)).toEqual([
      { node: 'w', element: 0 },
      { node: 'w', copy, element: 0 },
    ]);
    expect(mismatches.map(({ partial }) => partial)).toEqual([3, 0]);
    expect(mismatches.map(({ difference }) => Math.round(difference))).toEqual([6, 3]);
  });

  it('fails a partial that is not a number', () => {
    const { mismatches } = checkGradient(compile(relu, wrongBy(Number.NaN, 'relu', 'a')), { w: [1, 2] });
    expect(mismatches).toHaveLength(4);
  });

  it('reports entries within 2δ of a kink and compares the others', () => {
    const delta = 1e-6;
    const kinksAt = (w: number) => checkGradient(compile(relu), { w: [w, 3] });
    for (const w of [0, 1.9 * delta, -1.9 * delta, 1e-300]) {
      const { kinks, mismatches, compared } = kinksAt(w);
      expect(kinks).toEqual([
        { node: 'w', element: 0 },
        { node: 'w', copy: { k: 0, consumer: 'h', input: 'a' }, element: 0 },
      ]);
      expect({ mismatches, compared }).toEqual({ mismatches: [], compared: 7 });
    }
    for (const w of [2.1 * delta, -2.1 * delta])
      expect(kinksAt(w)).toEqual({ kinks: [], mismatches: [], compared: 9 });
  });

  it('draws entries at a kink anew until each was compared once', () => {
    // Half of all points have an inner relu of 0, which is where the kink of the outer one lies.
    const definition: GraphDefinition = {
      nodes: [
        ...relu.nodes,
        { name: 'outer', op: 'relu', inputs: ['h'] },
        { name: 'J2', op: 'sum', inputs: ['outer'] },
      ],
      sink: 'J2',
    };
    const property = fc.property(fc.nat(), (seed) => {
      const { kinks, mismatches, compared } = checkGradientAtRandom(
        compile(definition),
        random(seed, 'test'),
      );
      expect({ kinks, mismatches }).toEqual({ kinks: [], mismatches: [] });
      // w, its copy, h, its two copies, outer and its copy of two elements each; J and J2.
      expect(compared).toBe(16);
    });
    fc.assert(property, { numRuns: 50, seed: 1 });
  });

  it('says so when an entry is at a kink at every point', () => {
    const definition: GraphDefinition = {
      nodes: [
        { name: 'w', op: 'parameter', shape: [] },
        { name: 'zero', op: 'subtract', inputs: ['w', 'w'] },
        { name: 'J', op: 'relu', inputs: ['zero'] },
      ],
      sink: 'J',
    };
    expect(() => checkGradientAtRandom(compile(definition), random(1, 'test'), { draws: 5 })).toThrow(
      'the gradient cannot be checked at any of 5 random points: ∂J/∂"w", copy 0 (input a of "zero"), element 0 is at a kink at each',
    );
  });

  it('checks a graph of parameters alone, and the same seed gives the same report', () => {
    const report = () => checkGradientAtRandom(compile(relu), random(3, 'test'));
    expect(report()).toEqual(report());
    expect(report()).toEqual({ compared: 9, mismatches: [], kinks: [] });
  });
});
