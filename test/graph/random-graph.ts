/** Random graphs of all ops, for laws that hold for any graph: fan-out, shared nodes, both parts, dead ends. */
import fc from 'fast-check';
import type { GraphDefinition, NodeDefinition, Shape } from '#chainrule/graph/definition.js';
import { ops } from '#chainrule/graph/ops/index.js';
import { chosen as chosenElement, within } from './op-inputs.js';

export interface RandomGraph {
  readonly graph: GraphDefinition;
  /** Examples to run it on. */
  readonly rows: number;
  /** For the values of the leaves. */
  readonly seed: number;
}

interface Node {
  readonly definition: NodeDefinition;
  readonly shape: Shape;
}

type Instruction = readonly [op: string, pick: readonly [number, number, number]];

const leaves = (n: number, p: number): Node[] => [
  ...(
    [
      ['x', 'input', [p]],
      ['y', 'input', []],
      ['t', 'input', [n]],
      ['w', 'parameter', [p]],
      ['b', 'parameter', []],
      ['M', 'parameter', [n, p]],
      ['c', 'parameter', [n]],
    ] as const
  ).map(([name, op, shape]) => ({ definition: { name, op, shape }, shape })),
  { definition: { name: 'two', op: 'constant', shape: [], value: 2 }, shape: [] },
  { definition: { name: 'ones', op: 'constant', shape: [p], value: 1 }, shape: [p] },
  { definition: { name: 'fixed', op: 'parameter', shape: [n], frozen: true }, shape: [n] },
];

/** The op on inputs picked among the nodes that fit, and what comes before it; empty where none fits. */
function grow(nodes: readonly Node[], [opName, pick]: Instruction): Node[] {
  const op = ops.get(opName);
  if (op === undefined) throw new Error(`no op ${opName}`);
  const constants = Object.fromEntries(
    (op.constants ?? []).map((name, k) => [name, 0.5 + (pick[k] ?? 0) / 8]),
  );
  const chosen: Node[] = [];
  for (const slot of op.inputs.keys()) {
    const fits = nodes.filter((node) => {
      const shapes = [...chosen, node].map(({ shape }, k) => [op.inputs[k] ?? '', shape] as const);
      // An op with later inputs still open is asked with the last one in their place, or with any that fits.
      const rest = op.inputs.slice(slot + 1, op.inputs.length - (op.optional ?? 0));
      const tries =
        rest.length === 0 ? [[]] : nodes.map((other) => rest.map((name) => [name, other.shape] as const));
      return tries.some((tail) => typeof op.shape(Object.fromEntries([...shapes, ...tail])) !== 'string');
    });
    const optional = slot >= op.inputs.length - (op.optional ?? 0);
    const picked = op.discrete?.includes(op.inputs[slot] ?? '')
      ? choice(`k${nodes.length}`, chosen[0]?.shape[0] ?? 1, pick[slot] ?? 0)
      : fits[(pick[slot] ?? 0) % Math.max(1, fits.length)];
    if (picked === undefined || (optional && (pick[slot] ?? 0) % 3 === 0)) break;
    chosen.push(picked);
  }
  const shape = op.shape(Object.fromEntries(chosen.map((node, k) => [op.inputs[k] ?? '', node.shape])));
  if (typeof shape === 'string') return [];
  const grown = chosen.filter((node) => !nodes.includes(node));
  const inputs = chosen.map(({ definition, shape: of }) =>
    (within[opName] ?? []).reduce((from, before) => {
      const name = `n${nodes.length + grown.length}`;
      grown.push({ definition: { name, op: before, inputs: [from] }, shape: of });
      return name;
    }, definition.name),
  );
  const name = `n${nodes.length + grown.length}`;
  return [...grown, { definition: { name, op: opName, inputs, constants }, shape }];
}

function choice(name: string, n: number, pick: number): Node {
  return { definition: chosenElement(name, n, pick), shape: [] };
}

/** J = the sum of all elements of the nodes that no other takes, but for some left dead. */
function close(nodes: readonly Node[], dead: number): GraphDefinition {
  const definitions = nodes.map(({ definition }) => definition);
  const taken = new Set(definitions.flatMap(({ inputs = [] }) => inputs));
  const ends = definitions.filter(({ name }, k) => !taken.has(name) && k % 5 !== dead);
  const closing: NodeDefinition[] = [{ name: 'J0', op: 'sum', inputs: ['y'] }];
  for (const [k, { name }] of ends.entries()) {
    closing.push({ name: `s${k}`, op: 'sum', inputs: [name] });
    closing.push({ name: `J${k + 1}`, op: 'add', inputs: [`J${k}`, `s${k}`] });
  }
  return { nodes: [...definitions, ...closing], sink: `J${ends.length}` };
}

const instruction = fc.tuple(
  fc.constantFrom(...ops.keys()),
  fc.tuple(fc.nat(23), fc.nat(23), fc.nat(23)),
) satisfies fc.Arbitrary<Instruction>;

/** Its nodes are listed in an order that is not topological. */
export const randomGraph: fc.Arbitrary<RandomGraph> = fc
  .record({
    n: fc.integer({ min: 1, max: 3 }),
    p: fc.integer({ min: 1, max: 3 }),
    instructions: fc.array(instruction, { maxLength: 12, size: 'max' }),
    dead: fc.nat(4),
    rows: fc.integer({ min: 1, max: 4 }),
    seed: fc.nat(),
    reversed: fc.boolean(),
  })
  .map(({ n, p, instructions, dead, rows, seed, reversed }) => {
    const nodes = leaves(n, p);
    for (const one of instructions) {
      nodes.push(...grow(nodes, one));
    }
    const graph = close(nodes, dead);
    return { graph: reversed ? { ...graph, nodes: [...graph.nodes].reverse() } : graph, rows, seed };
  });
