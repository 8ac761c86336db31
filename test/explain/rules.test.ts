/** Rules in symbols: what they say is the partial, and how far their products are multiplied out. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Explanation, explain } from '#chainrule/explain/explain.js';
import { followPaths } from '#chainrule/explain/paths.js';
import type { NodeDefinition, Shape } from '#chainrule/graph/definition.js';
import { initialParameters } from '#chainrule/graph/init.js';
import { compile } from '#chainrule/graph/program.js';
import { diabetesExample } from './examples.js';

const parameter = (name: string, ...shape: number[]): NodeDefinition => ({
  ...{ name, op: 'parameter', shape, init: { uniform: 1 } },
});
const node = (name: string, op: string, inputs: string[], constants = {}): NodeDefinition => ({
  ...{ name, op, inputs, constants },
});

function exampleOf(nodes: readonly NodeDefinition[], sink: string, seed = 1) {
  const leaf = (name: string, shape: Shape) => ({ name, op: 'input', shape });
  const graph = { nodes: [leaf('x', [1]), leaf('y', []), ...nodes], sink };
  return {
    model: { name: 'test', graph, roles: { input: 'x', outcome: 'y', prediction: sink } },
    theta: initialParameters(compile(graph), seed),
    features: [{ name: 'one', raw: 1, standardized: 1 }],
    outcome: { name: 'y', value: 1 },
  };
}

const explained = (...args: Parameters<typeof exampleOf>) => explain({ ...exampleOf(...args), stepSize: 1 });

function ruleOf({ nodes }: Explanation, name: string): string {
  return nodes.find((one) => one.name === name)!.rule;
}

/** The number that a rule of scalars says, such as −2a·b + ½·∂J/∂c. */
function evaluated(rule: string, { nodes }: Explanation): number {
  const find = (name: string) => nodes.find((one) => one.name === name)!;
  const factor = (text: string): number => {
    const [, times, slope, name] = /^(\d[\d.]*)?(∂J\/∂)?([a-z])?$/.exec(text) ?? [];
    if (slope !== undefined && times !== undefined) throw new Error(`a number runs into ${text}`);
    if (times === undefined && name === undefined) throw new Error(`no factor: "${text}" of ${rule}`);
    const value = name === undefined ? 1 : slope ? find(name).partials[0]! : find(name).values[0]!;
    return Number(times ?? 1) * value;
  };
  const term = (text: string): number =>
    text.startsWith('−')
      ? -term(text.slice(1))
      : text.split('·').reduce((product, each) => product * factor(each), 1);
  return rule
    .replaceAll(' − ', ' + −')
    .split(' + ')
    .reduce((sum, each) => sum + term(each), 0);
}

const names = [...'abcdefghijkl'];
const leaves = 3;

/** Scalar nodes, each of earlier ones, with copies and dead ends. */
const randomNodes = fc
  .array(fc.tuple(fc.constantFrom('add', 'subtract', 'multiply', 'scale', 'square'), fc.nat(), fc.nat()), {
    minLength: 1,
    maxLength: names.length - leaves,
  })
  .map((ops) => [
    ...names.slice(0, leaves).map((name) => parameter(name)),
    ...ops.map(([op, a, b], k) => {
      const at = leaves + k;
      const inputs = [names[a % at]!, ...(op === 'scale' || op === 'square' ? [] : [names[b % at]!])];
      return node(names[at]!, op, inputs, op === 'scale' ? { factor: [2, -1, 0.5, -3][b % 4]! } : {});
    }),
  ]);

describe('the rule of a partial', () => {
  it('says the number that the partial is', () => {
    const property = fc.property(randomNodes, fc.nat(), (nodes, seed) => {
      const explanation = explained(nodes, nodes.at(-1)!.name, seed);
      for (const one of explanation.nodes.filter(({ name }) => names.includes(name))) {
        const rules = [one, ...one.copies].map(({ rule, partials }) => [rule, partials[0]!] as const);
        for (const [rule, partial] of rules)
          expect(Math.abs(evaluated(rule, explanation) - partial)).toBeLessThan(
            1e-9 * Math.max(1, Math.abs(partial)),
          );
      }
    });
    fc.assert(property, { numRuns: 200, seed: 1 });
  });

  it('is 0 for a copy that J does not depend on', () => {
    const nodes = [parameter('a'), node('b', 'square', ['a']), node('dead', 'multiply', ['a', 'b'])];
    const [b, a] = ['b', 'a'].map((name) => explained(nodes, 'b').nodes.find((one) => one.name === name)!);
    expect(a!.copies.map(({ chain, rule, into }) => [into, chain, rule])).toEqual([
      ['b', '∂J/∂b·2a', '2a'],
      ['dead', '0', '0'],
    ]);
    expect(b!.rule).toBe('1');
  });

  it('has a sum of its own where a value reaches all elements of another, and starts anew before it', () => {
    const nodes = [
      parameter('M', 2, 3),
      parameter('u', 3),
      node('h', 'scale', ['u'], { factor: 2 }),
      node('z', 'affine', ['M', 'h']),
      node('s', 'square', ['z']),
      node('J', 'sum', ['s']),
    ];
    const explanation = explained(nodes, 'J');
    const rules = ['M', 'u', 'h', 'z', 's'].map((name) => ruleOf(explanation, name));
    expect(rules).toEqual(['2zₖ·hⱼ', '2·∂J/∂hⱼ', 'Σₖ 2zₖ·Mₖⱼ', '2zⱼ', '1']);
    const { paths } = followPaths(exampleOf(nodes, 'J'), 'h[1]');
    expect(paths.map(({ steps }) => steps[0]!.rule)).toEqual(['M[1,1]', 'M[2,1]']);
  });

  it('has a sign for −1 in its chain', () => {
    const { nodes } = explain({ ...diabetesExample(), stepSize: 1 });
    expect(nodes.find(({ name }) => name === 'prediction')!.chain).toBe('−∂J/∂r');
  });

  it('is multiplied out over up to three factors', () => {
    const chain = [...'bcdefg'].map((name, k) => node(name, 'multiply', [names[k]!, `k${k}`]));
    const nodes = [parameter('a'), ...chain.map((_, k) => parameter(`k${k}`)), ...chain];
    const explanation = explained(nodes, 'g');
    expect([...'fedcba'].map((name) => ruleOf(explanation, name))).toEqual([
      'k5',
      'k5·k4',
      'k5·k4·k3',
      'k5·k4·k3·k2',
      '∂J/∂c·k1',
      '∂J/∂c·k1·k0',
    ]);
  });

  it('is multiplied out over up to 30 links', () => {
    const links = Array.from({ length: 36 }, (_, k) => `n${k}`);
    const nodes = links.map((name, k) =>
      k === 0 ? parameter(name) : node(name, 'scale', [links[k - 1]!], { factor: 1 }),
    );
    const explanation = explained(nodes, 'n35');
    expect([33, 5, 4, 3].map((k) => ruleOf(explanation, `n${k}`))).toEqual(['1', '1', '1', '∂J/∂n4']);
  });
});

describe('rules of scalars beside vectors, numbers and chosen elements', () => {
  const constant = (name: string, value: number): NodeDefinition => ({
    ...{ name, op: 'constant', symbol: `${value}`, shape: [], value },
  });
  const nodes = [
    parameter('s'),
    parameter('v', 3),
    constant('three', 3),
    node('product', 'multiply', ['s', 'v']),
    node('cubes', 'power', ['product', 'three']),
    node('p', 'softmax', ['cubes']),
    node('chosen', 'element', ['p', 'three']),
    node('total', 'logSumExp', ['product']),
    node('J', 'subtract', ['total', 'chosen']),
  ];

  it('sum over the elements, and have numbers worked out', () => {
    const { nodes: all } = explained(nodes, 'J');
    const of = (name: string) => all.find((one) => one.name === name)!;
    expect(of('product').formula).toBe('product = s·v');
    expect(of('cubes').formula).toBe('cubes = product³');
    expect(of('product').copies.map(({ rule }) => rule)).toEqual([
      'exp(productⱼ − total)',
      '3·∂J/∂cubesⱼ·productⱼ²',
    ]);
    expect(of('s').rule).toBe('Σⱼ ∂J/∂productⱼ·vⱼ');
    expect(of('v').rule).toBe('∂J/∂productⱼ·s');
    expect(of('p').rule).toBe('−[ⱼ = 3]');
    expect(of('cubes').rule).toContain('Σₖ');
    expect(of('three')).toMatchObject({ partials: [], copies: [], values: [3] });
  });

  it('name the element in a path', () => {
    const { paths } = followPaths(exampleOf(nodes, 'J'), 's');
    const first = paths[0]!.steps.map(({ to, rule }) => [to, rule]);
    expect(first[0]).toEqual(['product[1]', 'v[1]']);
    const through = paths.map(({ steps }) => steps.map(({ to }) => to)).filter((to) => to.includes('p[3]'));
    expect(through).toHaveLength(3);
  });
});
