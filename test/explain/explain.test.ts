import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Explanation, explain } from '#chainrule/explain/explain.js';
import type { NodeDefinition, Shape } from '#chainrule/graph/definition.js';
import { parameterCount } from '#chainrule/graph/init.js';
import { ops } from '#chainrule/graph/ops/index.js';
import { compile } from '#chainrule/graph/program.js';
import { leastSquares } from '#chainrule/models/linear.js';
import { random } from '#chainrule/random.js';
import { chosen, inputShapes } from '../graph/op-inputs.js';
import { between, diabetesExample, featureNames, randomExample, rows } from './examples.js';

function node({ nodes }: Explanation, name: string) {
  const found = nodes.find((one) => one.name === name);
  if (found === undefined) throw new Error(`no node ${name}`);
  return found;
}

describe('explain, on a row of diabetes', () => {
  const explanation = explain({ ...diabetesExample(), stepSize: 0.001, verify: true });
  const bmi = featureNames.indexOf('bmi');

  it('gives the values that one gets by hand', () => {
    // 59/2 − 2 + 64.2 + 101/4 − 157/8 + 46.6 − 19 + 4 + 19.4392 + 87/8 + 3 = 162.2392; y = 151.
    expect(node(explanation, 'prediction').values[0]).toBeCloseTo(162.2392, 10);
    expect(node(explanation, 'residual').values[0]).toBeCloseTo(-11.2392, 10);
    expect(node(explanation, 'loss').values[0]).toBeCloseTo(126.31961664, 10);
    // 0.1 · 22.84375
    expect(node(explanation, 'regularization').values[0]).toBeCloseTo(2.284375, 10);
    expect(node(explanation, 'objective').values[0]).toBeCloseTo(128.60399164, 10);
  });

  it('gives the partials that one gets by hand', () => {
    const partial = (name: string) => node(explanation, name).partials[0];
    expect(partial('loss')).toBe(1);
    expect(partial('regularization')).toBe(1);
    expect(partial('residual')).toBeCloseTo(-22.4784, 10);
    expect(partial('prediction')).toBeCloseTo(22.4784, 10);
    expect(partial('b')).toBeCloseTo(22.4784, 10);
    const [first, second] = node(explanation, 'w').copies;
    // 2 · 0.1 · 2, and 22.4784 · 32.1
    expect(first!.partials[bmi]).toBeCloseTo(0.4, 10);
    expect(second!.partials[bmi]).toBeCloseTo(721.55664, 10);
    expect(node(explanation, 'w').partials[bmi]).toBeCloseTo(721.95664, 10);
  });

  it('writes formulas and rules as the slides do', () => {
    const written = Object.fromEntries(
      explanation.nodes.map(({ name, formula, of, rule }) => [name, [formula, `${of} = ${rule}`]]),
    );
    expect(written).toEqual({
      x: ['x', '∂J/∂xⱼ = −2r·wⱼ'],
      y: ['y', '∂J/∂y = 2r'],
      w: ['w', '∂J/∂wⱼ = 2λwⱼ − 2r·xⱼ'],
      b: ['b', '∂J/∂b = −2r'],
      prediction: ['ŷ = wᵀx + b', '∂J/∂ŷ = −2r'],
      residual: ['r = y − ŷ', '∂J/∂r = 2r'],
      loss: ['ℓ = r²', '∂J/∂ℓ = 1'],
      regularization: ['R = λ wᵀw', '∂J/∂R = 1'],
      objective: ['J = ℓ + R', '∂J/∂J = 1'],
    });
    const copies = node(explanation, 'w').copies.map(({ label, into, of, rule, chain }) => [
      label,
      into,
      `${of} = ${chain} = ${rule}`,
    ]);
    expect(copies).toEqual([
      ['w⁽¹⁾', 'regularization', '∂J/∂wⱼ⁽¹⁾ = ∂J/∂R·2λwⱼ = 2λwⱼ'],
      ['w⁽²⁾', 'prediction', '∂J/∂wⱼ⁽²⁾ = ∂J/∂ŷ·xⱼ = −2r·xⱼ'],
    ]);
  });

  it('numbers the copies of w alike, in whatever order the nodes are listed', () => {
    const { model, ...rest } = diabetesExample();
    const graph = { ...model.graph, nodes: model.graph.nodes.toReversed() };
    const theta = Float64Array.of(3, 0.5, -1, 2, 0.25, -0.125, 0.5, -0.5, 1, 4, 0.125);
    const reversed = explain({ ...rest, theta, model: { ...model, graph }, stepSize: 1 });
    const into = node(reversed, 'w').copies.map(({ number, into: consumer }) => [number, consumer]);
    expect(into).toEqual([
      [1, 'regularization'],
      [2, 'prediction'],
    ]);
  });

  it('takes one step against the gradient, for every element of every parameter', () => {
    expect(explanation.steps.map(({ element }) => element)).toEqual([
      ...featureNames.map((name) => `w[${name}]`),
      'b',
    ]);
    expect(explanation.steps[bmi]!.next).toBeCloseTo(2 - 0.72195664, 10);
    for (const { value, partial, next } of explanation.steps) expect(next).toBe(value - 0.001 * partial);
  });

  it('is confirmed by a finite difference at every number', () => {
    const checks = explanation.nodes
      .flatMap((one) => [one, ...one.copies])
      .flatMap(({ checks: list }) => list ?? []);
    expect(checks).toHaveLength(10 + 1 + 3 * 10 + 1 + 5);
    expect(checks.map(({ verdict }) => verdict)).toEqual(checks.map(() => 'agrees'));
  });

  it('is plain data', () => {
    expect(JSON.parse(JSON.stringify(explanation))).toEqual(explanation);
  });

  it('takes x standardized where the model does, and keeps it raw beside it', () => {
    const example = diabetesExample();
    const features = example.features.map(({ name, raw }, j) => {
      const column = rows.map((row) => row[j]!);
      const mean = column.reduce((sum, value) => sum + value, 0) / column.length;
      const variance = column.reduce((sum, value) => sum + (value - mean) ** 2, 0) / column.length;
      return { name, raw, standardized: (raw - mean) / Math.sqrt(variance) };
    });
    const standardized = explain({ ...example, features, stepSize: 0.1 });
    // Python: statistics.fmean and pstdev of the column bmi; (32.1 - mean) / sd.
    expect(node(standardized, 'x').values[bmi]).toBeCloseTo(1.2970886, 6);
    const r = node(standardized, 'residual').values[0]!;
    expect(node(standardized, 'w').partials[bmi]).toBeCloseTo(
      2 * 0.1 * 2 - 2 * r * features[bmi]!.standardized,
      10,
    );
  });
});

describe('explain, on any graph', () => {
  it('agrees with finite differences at every value and copy', () => {
    fc.assert(
      fc.property(randomExample, (example) => {
        const { nodes } = explain({ ...example, stepSize: 1, verify: true });
        const checks = nodes.flatMap((one) => [one, ...one.copies]).flatMap(({ checks: list }) => list ?? []);
        expect(checks.filter(({ verdict }) => verdict === 'differs')).toEqual([]);
      }),
      { seed: 31, numRuns: 60 },
    );
  });

  it('sums copies to the partial of the value', () => {
    fc.assert(
      fc.property(randomExample, (example) => {
        for (const { copies, partials } of explain({ ...example, stepSize: 1 }).nodes) {
          if (copies.length === 0) continue;
          for (const [i, partial] of partials.entries()) {
            const sum = copies.reduce((total, copy) => total + copy.partials[i]!, 0);
            expect(sum).toBeCloseTo(partial, 10);
          }
        }
      }),
      { seed: 32, numRuns: 60 },
    );
  });

  it.each([...ops.keys()])('has the rule of %s, confirmed by finite differences', (name) => {
    const op = ops.get(name)!;
    const source = random(5, 'test', [...ops.keys()].indexOf(name));
    const leaf = (input: string, shape: Shape): NodeDefinition =>
      op.discrete?.includes(input.slice(1)) ? chosen(input, 2, 1) : { name: input, op: 'parameter', shape };
    const shapes = inputShapes(op, 2, 3, [3]);
    const out = op.shape(Object.fromEntries(op.inputs.map((input, slot) => [input, shapes[slot]!])));
    const nodes: NodeDefinition[] = [
      { name: 'x', op: 'input', shape: [1] },
      { name: 'y', op: 'input', shape: [] },
      ...op.inputs.map((input, slot) => leaf(`p${input}`, shapes[slot]!)),
      {
        name: 'out',
        op: name,
        inputs: op.inputs.map((input) => `p${input}`),
        ...(op.constants && {
          constants: Object.fromEntries(op.constants.map((constant) => [constant, 0.8])),
        }),
      },
      { name: 'squares', op: 'square', inputs: ['out'] },
      {
        name: 'total',
        op: typeof out !== 'string' && out.length === 0 ? 'scale' : 'sum',
        inputs: ['squares'],
        ...(typeof out !== 'string' && out.length === 0 && { constants: { factor: 3 } }),
      },
    ];
    const model = {
      name,
      graph: { nodes, sink: 'total' },
      roles: { input: 'x', outcome: 'y', prediction: 'total' },
    };
    const theta = new Float64Array(parameterCount(compile(model.graph)));
    for (let i = 0; i < theta.length; i++) theta[i] = between(source, 0.2, 1.6);
    const features = [{ name: 'one', raw: 1, standardized: 1 }];
    const explanation = explain({
      model,
      theta,
      features,
      outcome: { name: 'y', value: 1 },
      stepSize: 1,
      verify: true,
    });
    expect(op.write, 'every op writes its own formula').toBeDefined();
    for (const { checks, of, rule } of explanation.nodes) {
      expect(
        checks?.every(({ verdict }) => verdict === 'agrees'),
        of,
      ).toBe(true);
      expect(rule).not.toContain('∂out');
    }
  });

  it('tells a kink from a wrong partial', () => {
    const nodes: NodeDefinition[] = [
      { name: 'x', op: 'input', shape: [1] },
      { name: 'y', op: 'input', shape: [] },
      { name: 'w', op: 'parameter', shape: [] },
      { name: 'out', op: 'abs', inputs: ['w'] },
    ];
    const model = {
      name: 'kink',
      graph: { nodes, sink: 'out' },
      roles: { input: 'x', outcome: 'y', prediction: 'out' },
    };
    const features = [{ name: 'one', raw: 1, standardized: 1 }];
    const explanation = explain({
      model,
      theta: Float64Array.of(0),
      features,
      outcome: { name: 'y', value: 1 },
      stepSize: 1,
      verify: true,
    });
    expect(node(explanation, 'w').checks).toEqual([{ difference: 0, verdict: 'kink' }]);
  });

  it('starts a rule anew where its product would get long', () => {
    const depth = 200;
    const nodes: NodeDefinition[] = [
      { name: 'x', op: 'input', shape: [1] },
      { name: 'y', op: 'input', shape: [] },
      { name: 'n0', op: 'parameter', shape: [] },
      ...Array.from({ length: depth }, (_, k) => ({ name: `n${k + 1}`, op: 'tanh', inputs: [`n${k}`] })),
    ];
    const model = {
      name: 'deep',
      graph: { nodes, sink: `n${depth}` },
      roles: { input: 'x', outcome: 'y', prediction: 'n1' },
    };
    const features = [{ name: 'one', raw: 1, standardized: 1 }];
    const { nodes: explained } = explain({
      model,
      theta: Float64Array.of(0.5),
      features,
      outcome: { name: 'y', value: 1 },
      stepSize: 1,
    });
    for (const { rule } of explained) expect(rule.length).toBeLessThan(60);
  });

  it('refuses a number of features or parameters that is not the graph’s', () => {
    const example = { ...diabetesExample(), stepSize: 1 };
    expect(() => explain({ ...example, features: example.features.slice(1) })).toThrow(
      'takes 10 features, got 9',
    );
    expect(() => explain({ ...example, theta: new Float64Array(3) })).toThrow('takes 11 parameters, got 3');
  });

  it('explains least squares, where J is the loss itself', () => {
    const example = { ...diabetesExample(), model: leastSquares({ features: 10, intercept: true }) };
    const explanation = explain({ ...example, stepSize: 1 });
    expect(node(explanation, 'w').copies).toEqual([]);
    expect(node(explanation, 'w').rule).toBe('−2r·xⱼ');
  });
});
