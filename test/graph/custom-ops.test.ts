/** Custom ops: stored with the graph as data, checked, trained like the library's own. */
import { describe, expect, test } from 'vitest';
import { exp, mul, select, sub, tanh } from '#chainrule/expression/expression.js';
import type { ElementwiseDefinition, GraphDefinition } from '#chainrule/graph/definition.js';
import { elementwise } from '#chainrule/graph/elementwise.js';
import { evaluate } from '#chainrule/graph/evaluate.js';
import { assertGradient, checkGradientAtRandom } from '#chainrule/graph/gradient-check.js';
import { compile } from '#chainrule/graph/program.js';
import { random } from '#chainrule/random.js';

/** tanhshrink(a) = c·(a − tanh a) */
const shrink = elementwise('a', ['c'], (a, { c }) => mul(c, sub(a, tanh(a))), { positive: ['c'] });

const graphWith = (op: ElementwiseDefinition, name = 'shrink'): GraphDefinition => ({
  nodes: [
    { name: 'a', op: 'input', shape: [2] },
    { name: 'w', op: 'parameter', shape: [2] },
    { name: 'product', op: 'multiply', inputs: ['a', 'w'] },
    { name: 'out', op: name, inputs: ['product'], constants: { c: 2 } },
    { name: 'J', op: 'sum', inputs: ['out'] },
  ],
  ops: { [name]: op },
  sink: 'J',
});

test('an op is plain data, and its value and derivative follow from it', () => {
  const graph = JSON.parse(JSON.stringify(graphWith(shrink))) as GraphDefinition;
  expect(graph.ops).toEqual({
    shrink: {
      inputs: ['a'],
      constants: ['c'],
      value: ['mul', 'c', ['sub', 'a', ['tanh', 'a']]],
      positive: ['c'],
    },
  });
  // At a = ln 2: tanh a = 0.6, so out = 2(ln 2 − 0.6) and ∂out/∂a = 2·0.36.
  const { objective, nodes } = evaluate(graph, { a: [Math.LN2, 0], w: [1, 1] });
  expect(objective).toBeCloseTo(2 * (Math.LN2 - 0.6), 14);
  expect(nodes.get('product')?.partial[0]).toBeCloseTo(0.72, 14);
  assertGradient(checkGradientAtRandom(compile(graph), random(1, 'test')));
});

test('a stated derivative may be written with the value, out', () => {
  // d/da c·eᵃ is the value itself.
  const growth = elementwise('a', ['c'], (a, { c }) => mul(c, exp(a)), { partials: { a: 'out' } });
  const { nodes } = evaluate(graphWith(growth), { a: [0, 0], w: [1, 1] });
  expect([...nodes.get('product')!.partial]).toEqual([2, 2]);
  assertGradient(checkGradientAtRandom(compile(graphWith(growth)), random(2, 'test')));
});

test('the gradient checker finds a stated derivative that is wrong', () => {
  const wrong = elementwise('a', ['c'], (a, { c }) => mul(c, mul(a, a)), {
    partials: { a: mul(2.002, 'a') },
  });
  const check = () => assertGradient(checkGradientAtRandom(compile(graphWith(wrong)), random(1, 'test')));
  expect(check).toThrow('∂J/∂"');
});

describe('what is wrong is said', () => {
  const value = mul('a', 2);
  test.each<[ElementwiseDefinition, string, string]>([
    [{ inputs: ['a'], value: mul('b', 2) }, 'shrink', 'value: unknown variable "b"; the variables are a'],
    [{ inputs: [], value: 2 }, 'shrink', 'it needs at least one input'],
    [{ inputs: ['a', 'a'], value }, 'shrink', 'two inputs or constants have the name "a"'],
    [{ inputs: ['out'], value }, 'shrink', '"out" is reserved'],
    [{ inputs: ['a'], constants: ['dOut'], value }, 'shrink', '"dOut" is reserved'],
    [{ inputs: ['a', 'constructor'], value }, 'shrink', '"constructor" is reserved'],
    [{ inputs: ['a'], constants: ['toString'], value }, 'shrink', '"toString" is reserved'],
    [{ inputs: ['a b'], value }, 'shrink', '"a b" is not a valid name'],
    [{ inputs: ['a'], value }, 'tanh', 'the name is taken by a built-in op'],
    [{ inputs: ['a'], value }, 'parameter', 'the name is taken by a built-in op'],
    [{ inputs: ['a'], value }, 'input', 'the name is taken by a built-in op'],
    [{ inputs: ['a'], value, positive: ['d'] }, 'shrink', 'positive: there is no constant "d"'],
    [{ inputs: ['a'], value, partials: { b: 1 } }, 'shrink', 'partials: there is no input "b"'],
    [{ inputs: ['a'], value, partials: { a: 'z' } }, 'shrink', 'partials.a: unknown variable "z"'],
    [{ inputs: ['a'], value: select('a', 1, 2) }, 'shrink', 'value: the first argument of select must be'],
  ])('%j as %s', (op, name, text) => {
    expect(() => compile(graphWith(op, name))).toThrow(`custom op "${name}": ${text}`);
  });

  test('a constant that must be above 0', () => {
    const graph = graphWith(shrink);
    const nodes = graph.nodes.map((node) => (node.name === 'out' ? { ...node, constants: { c: 0 } } : node));
    expect(() => compile({ ...graph, nodes })).toThrow('node "out": shrink needs a c above 0; got 0');
  });
});
