/**
 * Central differences of J by any entry of any node or copy of a graph at one point.
 *
 * A copy is perturbed alone: on every edge of the graph stands one node more, which passes its value on, so that a copy
 * is a node's value like any other. What comes after the entry is computed again, for four values of it.
 */
import { elementsOf, type NodeDefinition } from './definition.js';
import { elementwiseOp } from './elementwise.js';
import { type LeafValues, readLeaves } from './leaves.js';
import type { Op } from './op.js';
import { Pass } from './pass.js';
import { compile, nodeAt, type Program, type ProgramNode } from './program.js';

export interface CentralDifference {
  /** n = (J(θ + δ) − J(θ − δ)) / 2δ. */
  readonly difference: number;
  readonly delta: number;
  /**
   * What the rounding errors of J are a multiple of, in units of the last place: |J| + Σ |∂J/∂v||v| over all values v,
   * each of which is rounded; of several examples the mean, as their errors do not cancel.
   */
  readonly scale: number;
  /** Whether some value within 2δ lies on another smooth piece of an op. */
  readonly kink: boolean;
}

/** A node whose op has kinks, with the pieces that its inputs' values lie on at the point. */
interface Kinked {
  readonly position: number;
  readonly pieces: () => readonly number[];
  readonly atPoint: readonly number[];
}

/** In parentheses, to differ from any op of the graph. */
const copyOp = elementwiseOp('(copy)', { inputs: ['a'], value: 'a' });

/** By position: names of the graph's own could be the same as those of the edges. */
const nodeName = (position: number) => `${position}`;
const edgeName = (position: number, k: number) => `${position}.${k}`;

export class Differences {
  readonly #program: Program;
  readonly #pass: Pass;
  readonly #rows: number;
  readonly #scale: number;
  readonly #kinked: readonly Kinked[];

  /** Throws a `GraphError` for leaves that are wrong. */
  constructor(program: Program, leaves: LeafValues, rows: number) {
    this.#program = withEdges(program);
    this.#rows = rows;
    this.#pass = new Pass(this.#program, { partials: 'all', rows });
    for (const [position, value] of readLeaves(program, leaves, rows)) {
      this.#pass.value(this.#program.position(nodeName(position))).set(value);
    }
    for (const [position, { definition, shape }] of program.nodes.entries()) {
      if (definition.op !== 'constant' || definition.value === undefined) continue;
      const value = this.#pass.value(this.#program.position(nodeName(position)));
      value.set(elementsOf(definition.value, shape));
    }
    this.#pass.forward(rows);
    this.#scale = this.#roundingScale();
    this.#kinked = [...this.#program.nodes.entries()].flatMap(([position, node]) =>
      this.#kinkedAt(position, node),
    );
  }

  /** The difference by entry `index` of a node's value, or of its copy k alone. */
  at(position: number, k: number | undefined, index: number): CentralDifference {
    const at = this.#program.position(k === undefined ? nodeName(position) : edgeName(position, k));
    const value = this.#pass.value(at);
    const theta = value[index] ?? Number.NaN;
    const delta = 1e-6 * Math.max(1, Math.abs(theta));
    const later = this.#kinked.filter((node) => node.position > at);
    const set = (entry: number): void => {
      value[index] = entry;
      this.#pass.forward(this.#rows, at);
    };
    const crosses = (): boolean =>
      later.some(({ pieces, atPoint }) => pieces().some((piece, i) => piece !== atPoint[i]));

    let kink = false;
    for (const entry of later.length > 0 ? [theta - 2 * delta, theta + 2 * delta] : []) {
      set(entry);
      kink ||= crosses();
    }
    // What was added and taken away is not exactly δ: the entries are rounded.
    const above = theta + delta;
    const below = theta - delta;
    set(above);
    const high = this.#pass.value(this.#program.sink).slice();
    set(below);
    const low = this.#pass.value(this.#program.sink);
    // Example by example, so that those that the entry does not touch add no rounding error.
    const { size } = nodeAt(this.#program, this.#program.sink);
    const difference = (size * mean(high.map((j, row) => j - (low[row] ?? Number.NaN)))) / (above - below);
    set(theta);
    return { difference, delta, scale: this.#scale, kink };
  }

  /** Where J is a small difference of large values, its errors are those of the values. */
  #roundingScale(): number {
    const { nodes, sink } = this.#program;
    this.#pass.seed(sink).fill(nodes[sink]?.perExample ? 1 / this.#rows : 1);
    this.#pass.backward(this.#rows);
    let scale = mean(this.#pass.value(sink).map(Math.abs));
    for (const [position, { op }] of nodes.entries()) {
      if (op === undefined || op === copyOp) continue;
      const value = this.#pass.value(position);
      for (const [i, partial] of this.#pass.partial(position).entries()) {
        const size = Math.abs(partial * (value[i] ?? 0));
        if (Number.isFinite(size)) scale += size;
      }
    }
    return scale;
  }

  #kinkedAt(position: number, { op, inputs, definition, size, perExample }: ProgramNode): Kinked[] {
    if (op?.pieces === undefined) return [];
    const values = inputs.map((input) => ({
      ...nodeAt(this.#program, input),
      value: this.#pass.value(input),
    }));
    const { constants = {} } = definition;
    const count = perExample ? this.#rows * size : size;
    // A value that all rows share is there once, a scalar once a row.
    const elementOf = (i: number) => (input: (typeof values)[number]) => {
      const row = input.perExample ? Math.floor(i / size) * input.size : 0;
      return input.value[row + (input.size === 1 ? 0 : i % size)]!;
    };
    const elements = Array.from({ length: count }, (_, i) => elementOf(i));
    const pieces = () => elements.flatMap((element) => op.pieces?.(values.map(element), constants) ?? []);
    return [{ position, pieces, atPoint: pieces() }];
  }
}

/** The same graph with a node on every edge. */
function withEdges(program: Program): Program {
  const ops = new Map<string, Op>();
  const nodes: NodeDefinition[] = [];
  for (const [position, { definition, op, inputs, inputCopies, copies }] of program.nodes.entries()) {
    if (op !== undefined) ops.set(definition.op, op);
    const edges = inputs.map((input, slot) => edgeName(input, inputCopies[slot] ?? 0));
    // The number of a constant would become a part of the code of its copies.
    const { shape = [] } = definition;
    const leaf = definition.op === 'constant' ? { op: 'parameter', shape } : definition;
    nodes.push({ ...leaf, name: nodeName(position), inputs: edges });
    for (const k of copies.keys()) {
      nodes.push({ name: edgeName(position, k), op: copyOp.name, inputs: [nodeName(position)] });
    }
  }
  ops.set(copyOp.name, copyOp);
  return compile({ nodes, sink: nodeName(program.sink) }, ops);
}

function mean(values: Float64Array): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
