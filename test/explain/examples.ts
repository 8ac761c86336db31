/** Examples that the tests of `explain/` share: a row of diabetes, and random graphs. */
import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import type { Example } from '#chainrule/explain/example.js';
import type { NodeDefinition } from '#chainrule/graph/definition.js';
import { parameterCount } from '#chainrule/graph/init.js';
import { compile } from '#chainrule/graph/program.js';
import { ridge } from '#chainrule/models/linear.js';
import type { ModelDefinition } from '#chainrule/models/model.js';
import { type Random, random } from '#chainrule/random.js';

const lines = readFileSync(new URL('../../data/diabetes.csv', import.meta.url), 'utf8')
  .trim()
  .split('\n');
const header = lines[0]!.split(',');
export const rows = lines.slice(1).map((line) => line.split(',').map(Number));
export const featureNames = header.slice(0, -1);

/** Row 1 as it stands in the file, nothing standardized, at w and b with few digits. */
export function diabetesExample(): Example {
  return {
    model: ridge({ features: 10, intercept: true, l2Reg: 0.1 }),
    theta: Float64Array.of(0.5, -1, 2, 0.25, -0.125, 0.5, -0.5, 1, 4, 0.125, 3),
    features: featureNames.map((name, j) => ({ name, raw: rows[0]![j]!, standardized: rows[0]![j]! })),
    outcome: { name: 'progression', value: rows[0]![10]! },
  };
}

export function between(source: Random, low: number, high: number): number {
  return low + (high - low) * source.uniform();
}

const unary = ['abs', 'exp', 'huber', 'relu', 'scale', 'sigmoid', 'softmax', 'softplus', 'square', 'tanh'];
const binary = ['add', 'max', 'multiply', 'subtract'];
const constants: Readonly<Record<string, Readonly<Record<string, number>>>> = {
  huber: { delta: 0.7 },
  scale: { factor: -1.5 },
};

/** A random graph of vectors of three elements, any of them taken any number of times, ending in a scalar. */
function randomModel(source: Random, size: number): ModelDefinition {
  const nodes: NodeDefinition[] = [
    { name: 'x', op: 'input', shape: [3] },
    { name: 'y', op: 'input', shape: [] },
    { name: 'W', op: 'parameter', shape: [3, 3] },
    { name: 'v', op: 'parameter', shape: [3] },
    { name: 'n0', op: 'affine', inputs: ['W', 'x', 'v'] },
  ];
  const vectors = ['x', 'v', 'n0'];
  for (let n = 1; n <= size; n++) {
    const name = `n${n}`;
    const pick = () => vectors[source.below(vectors.length)]!;
    const kind = source.below(5);
    if (kind === 0) nodes.push({ name, op: 'affine', inputs: ['W', pick()] });
    else if (kind === 1 && source.below(2) === 0) {
      // A scalar beside a vector.
      const scalar = `${name}s`;
      nodes.push({ name: scalar, op: source.below(2) === 0 ? 'mean' : 'logSumExp', inputs: [pick()] });
      const [first, second] = source.below(2) === 0 ? [scalar, pick()] : [pick(), scalar];
      nodes.push({ name, op: binary[source.below(binary.length)]!, inputs: [first, second] });
    } else if (kind < 3) {
      const op = unary[source.below(unary.length)]!;
      const own = constants[op];
      // A tanh before it keeps squares of squares and exponentials small.
      nodes.push({ name: `${name}t`, op: 'tanh', inputs: [pick()] });
      nodes.push({ name, op, inputs: [`${name}t`], ...(own && { constants: own }) });
    } else nodes.push({ name, op: binary[source.below(binary.length)]!, inputs: [pick(), pick()] });
    vectors.push(name);
  }
  nodes.push(
    { name: 'prediction', op: source.below(2) === 0 ? 'sum' : 'mean', inputs: [vectors.at(-1)!] },
    { name: 'residual', symbol: 'r', op: 'subtract', inputs: ['y', 'prediction'] },
    { name: 'loss', op: 'square', inputs: ['residual'] },
    {
      name: 'penalty',
      op: 'l2Penalty',
      inputs: [source.below(2) === 0 ? 'W' : 'v'],
      constants: { lambda: 0.3 },
    },
    { name: 'objective', symbol: 'J', op: 'add', inputs: ['loss', 'penalty'] },
  );
  return {
    name: 'random',
    graph: { nodes, sink: 'objective' },
    roles: { input: 'x', outcome: 'y', prediction: 'prediction' },
  };
}

export const randomExample: fc.Arbitrary<Example> = fc.nat({ max: 2 ** 31 }).map((seed) => {
  const source = random(seed, 'test');
  const model = randomModel(source, 1 + source.below(6));
  const theta = new Float64Array(parameterCount(compile(model.graph)));
  for (let i = 0; i < theta.length; i++) theta[i] = between(source, -1, 1);
  const feature = (name: string) => {
    const standardized = between(source, -1, 1);
    return { name, raw: standardized, standardized };
  };
  return {
    model,
    theta,
    features: ['a', 'b', 'c'].map(feature),
    outcome: { name: 'y', value: between(source, -1, 1) },
  };
});
