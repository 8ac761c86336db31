/**
 * One pass over a program, or over a part of it: buffers allocated up front, `forward` in topological order,
 * `backward` in reverse topological order.
 *
 * It assumes that the caller sets the leaves and what lies on the cut of its part, and that `rows` never exceeds the
 * pass's own. An op writes the partial of each copy it takes; summing the copies of a node is done here and only here.
 */
import { defined } from '../errors.js';
import { total } from '../expression/arithmetic.js';
import type { Kernels, Vector } from '../kernels/kernels.js';
import { plainKernels } from '../kernels/plain-kernels.js';
import { elementsOf } from './definition.js';
import type { Tile } from './op.js';
import { type Copy, knownInputs, type Program, type ProgramNode } from './program.js';

/**
 * Which nodes a pass computes: all; those of the examples, with what they take from the parameters given; or those of
 * the parameters alone, with the partials that come back from the examples given.
 */
export type Part = 'whole' | 'examples' | 'parameters';

export interface PassOptions {
  readonly part?: Part;
  /** Partials of all nodes, or only those on paths to parameters. */
  readonly partials?: 'all' | 'trained';
  /** Whether to compute the program's other outputs too, not only what the sink depends on. */
  readonly outputs?: boolean;
  /** The most examples at a time. */
  readonly rows?: number;
  /** Where buffers come from, e.g. from the kernels' own memory. */
  readonly allocate?: (length: number) => Float64Array;
  /** The value of a node that lies elsewhere already, by position: of a parameter, or of a node on the cut. */
  readonly value?: (position: number) => Float64Array | undefined;
  /** The hot loops: over the memory that `allocate` takes buffers from, or by default in plain TypeScript. */
  readonly kernels?: Kernels;
}

type Arrays = Record<string, Float64Array>;

/** A node's buffers in one pass. */
interface State {
  readonly node: ProgramNode;
  value: Float64Array;
  partial: Float64Array;
  /** What the partial is the sum of, in order; a single part is the partial itself. */
  readonly parts: Float64Array[];
  readonly copies: Float64Array[];
}

/** An input shared by all rows of an op that wants it row by row. */
interface Broadcast {
  readonly source: Float64Array;
  readonly rows: Float64Array;
  /** How often each row holds the source: more than once only a scalar of an elementwise op. */
  readonly times: number;
  readonly rowPartials: Float64Array | undefined;
  readonly partial: Float64Array | undefined;
}

/** A leaf's rows: in its own buffer unless bound elsewhere. `plain`: some op wants them in the buffer. */
interface Leaf {
  readonly state: State;
  readonly plain: boolean;
  array: Float64Array;
  offset: number;
}

interface Step {
  readonly position: number;
  readonly state: State;
  readonly op: NonNullable<ProgramNode['op']>;
  readonly tile: Tile & { offsets: Record<string, number> };
  readonly values: Arrays;
  readonly partials: Arrays;
  readonly needed: boolean;
  readonly broadcasts: readonly Broadcast[];
}

const nothing = new Float64Array(0);

export class Pass {
  readonly program: Program;
  readonly rows: number;
  readonly #kernels: Kernels;
  readonly #states: State[];
  readonly #steps: Step[];
  readonly #stepOf: (Step | undefined)[];
  readonly #leaves: ReadonlyMap<number, Leaf>;
  readonly #plainLeaves: readonly Leaf[];
  readonly #seeds: Float64Array[] = [];

  constructor(program: Program, options: PassOptions = {}) {
    const { part = 'whole', partials = 'trained', outputs = false, rows = program.tileRows } = options;
    const allocate = options.allocate ?? ((length: number) => new Float64Array(length));
    this.program = program;
    this.rows = rows;
    this.#kernels = options.kernels ?? plainKernels;
    const { nodes } = program;
    const rowsOf = (node: ProgramNode) => (node.perExample ? rows : 1);
    const takesPart = (node: ProgramNode) => part === 'whole' || node.perExample === (part === 'examples');
    // A training pass leaves out what the sink does not depend on; an explaining one computes it, with partial 0.
    const isAsked = (node: ProgramNode) => partials === 'all' || node.live || (outputs && node.needed);
    const computed = (node: ProgramNode) => takesPart(node) && isAsked(node);
    const wanted = (node: ProgramNode) =>
      partials === 'all' ? node.definition.op !== 'constant' : node.trained && node.live;

    this.#states = nodes.map((node, position) => {
      const here = computed(node) || (part === 'examples' && feedsExamples(program, position));
      const length = here ? rowsOf(node) * node.size : 0;
      const copies = node.copies.map(({ consumer }) =>
        here && wanted(node) && computed(nodes[consumer]!) ? allocate(length) : nothing,
      );
      const parts = copies.filter((copy, k) => copy !== nothing && nodes[node.copies[k]!.consumer]!.live);
      const seeded = position === program.sink || (part === 'parameters' && meetsExamples(program, node));
      this.#seeds[position] = here && wanted(node) && seeded ? allocate(length) : nothing;
      if (this.#seeds[position] !== nothing) parts.unshift(this.#seeds[position]!);
      const partial = parts.length === 1 ? parts[0]! : wanted(node) ? allocate(length) : nothing;
      const value = options.value?.(position) ?? allocate(length);
      const { op, value: constant } = node.definition;
      if (op === 'constant' && here) value.set(elementsOf(defined(constant, 'value'), node.shape));
      return { node, value, partial, parts, copies };
    });
    this.#stepOf = this.#states.map((state, position) =>
      state.node.op !== undefined && computed(state.node)
        ? this.#step(position, state, allocate, wanted)
        : undefined,
    );
    this.#steps = this.#stepOf.filter((step) => step !== undefined);
    const isPlain = ({ consumer }: Copy) => nodes[consumer]!.op!.strided !== true;
    this.#leaves = new Map(
      [...this.#states.entries()]
        .filter(([, { node }]) => node.op === undefined)
        .map(([position, state]) => [
          position,
          { state, plain: state.node.copies.some(isPlain), array: state.value, offset: 0 },
        ]),
    );
    this.#plainLeaves = [...this.#leaves.values()].filter(({ plain }) => plain);
  }

  #step(
    position: number,
    state: State,
    allocate: (length: number) => Float64Array,
    wanted: (node: ProgramNode) => boolean,
  ): Step {
    const { node } = state;
    const op = node.op!;
    const values: Arrays = {};
    const partials: Arrays = {};
    const broadcasts: Broadcast[] = [];
    const strides: Record<string, number> = {};
    const offsets: Record<string, number> = {};
    const sources = node.inputs.map((at) => this.program.nodes[at]!);
    const known = op.elementwise === true ? knownInputs(op, sources) : {};
    for (const [slot, at] of node.inputs.entries()) {
      const name = op.inputs[slot]!;
      const source = this.#states[at]!;
      const copy = source.copies[node.inputCopies[slot]!]!;
      const { size } = source.node;
      const spread = node.perExample && !source.node.perExample && known[name] === undefined;
      const times = spread && op.elementwise === true ? node.size / size : 1;
      strides[name] = spread && op.strided === true ? 0 : size * times;
      offsets[name] = 0;
      values[name] = source.value;
      if (wanted(source.node) && node.live) partials[name] = copy;
      if (!spread || op.strided === true) continue;
      const length = this.rows * size * times;
      const rowValues = allocate(length);
      const rowPartials = partials[name] === undefined ? undefined : allocate(length);
      values[name] = rowValues;
      if (rowPartials !== undefined) partials[name] = rowPartials;
      const partial = rowPartials && copy;
      broadcasts.push({ source: source.value, rows: rowValues, times, rowPartials, partial });
    }
    const shapes = Object.fromEntries(
      node.inputs.map((at, slot) => [op.inputs[slot]!, this.#states[at]!.node.shape]),
    );
    const buffers = new Map<string, Vector>();
    const scratch = (name: string, perRow: number): Vector => {
      const buffer = buffers.get(name) ?? allocate(perRow * (node.perExample ? this.rows : 1));
      buffers.set(name, buffer);
      return buffer;
    };
    const ranges = new Map<number, Vector>();
    const numbers = (n: number): Vector => {
      const range = ranges.get(n) ?? fillWithNumbers(allocate(n * (node.perExample ? this.rows : 1)), n);
      ranges.set(n, range);
      return range;
    };
    const tile = {
      rows: 1,
      count: node.size,
      kernels: this.#kernels,
      constants: node.definition.constants ?? {},
      shapes,
      known,
      strides,
      offsets,
      scratch,
      numbers,
    };
    const needed = Object.keys(partials).length > 0;
    return { position, state, op, tile, values, partials, needed, broadcasts };
  }

  /**
   * The value of a node, row by row where it depends on the example. A leaf's array is there to be written.
   * Empty at a node that this pass has no use for.
   */
  value(position: number): Float64Array {
    return this.#leaves.get(position)?.array ?? this.#states[position]!.value;
  }

  /** ∂J/∂(the node's value), after `backward`; zeros where the sink does not depend on it. */
  partial(position: number): Float64Array {
    return this.#states[position]!.partial;
  }

  /** ∂J/∂(copy k of the node's value). */
  copy(position: number, k: number): Float64Array {
    return this.#states[position]!.copies[k]!;
  }

  /** What `backward` starts from at the sink, or at a node whose partials come from the examples: to be written. */
  seed(position: number): Float64Array {
    return this.#seeds[position]!;
  }

  /** Lets an input's rows lie in another array from `offset` on, until it is bound again. */
  bind(position: number, array: Float64Array, offset: number): void {
    const leaf = this.#leaves.get(position)!;
    leaf.array = array;
    leaf.offset = offset;
    for (const { consumer, slot } of leaf.state.node.copies) {
      const step = this.#stepOf[consumer];
      if (step?.op.strided !== true) continue;
      const name = step.op.inputs[slot]!;
      step.values[name] = array;
      step.tile.offsets[name] = offset;
    }
  }

  /** A leaf's rows in its own buffer, also where they are bound elsewhere; after `forward` with as many rows. */
  buffered(position: number, rows: number): Float64Array {
    const { node, value } = this.#states[position]!;
    const leaf = this.#leaves.get(position)!;
    if (leaf.array !== value && !leaf.plain)
      this.#kernels.copy(leaf.array, leaf.offset, value, rows * node.size);
    return value;
  }

  /** Values of all nodes of this part; with `after`, only of the nodes later in topological order than that. */
  forward(rows: number, after = -1): void {
    if (rows > this.rows) throw new RangeError(`a pass of ${this.rows} rows cannot hold ${rows}`);
    for (const { state, array, offset } of this.#plainLeaves) {
      if (array !== state.value) this.#kernels.copy(array, offset, state.value, rows * state.node.size);
    }
    for (const step of this.#steps) {
      const { op, state, tile, values, broadcasts } = step;
      if (step.position <= after) continue;
      tile.rows = state.node.perExample ? rows : 1;
      tile.count = tile.rows * state.node.size;
      for (const { source, rows: rowValues, times } of broadcasts) {
        this.#kernels.spread(source, rowValues, rows * times, source.length);
      }
      op.forward(values, state.value, tile);
    }
  }

  /** Partials of all nodes of this part, from the seeds; `forward` has run with the same rows. */
  backward(rows: number): void {
    for (let position = this.#states.length - 1; position >= 0; position--) {
      const state = this.#states[position]!;
      if (state.parts.length > 1) sumParts(state, rows, this.#kernels);
      const step = this.#stepOf[position];
      if (step === undefined || !step.needed) continue;
      step.op.backward(state.partial, step.values, step.partials, step.tile, state.value);
      for (const { rowPartials, partial, times } of step.broadcasts) {
        if (rowPartials !== undefined && partial !== undefined)
          this.#kernels.sumRows(rowPartials, partial, rows * times, partial.length);
      }
    }
  }
}

/** Whether a value of the parameters' part is taken by a node that depends on the example. */
export function meetsExamples({ nodes }: Program, node: ProgramNode): boolean {
  return (
    !node.perExample &&
    node.copies.some(({ consumer }) => nodes[consumer]!.perExample && nodes[consumer]!.live)
  );
}

/** Whether the examples' part uses a value of the parameters' part, for the sink or another output. */
export function feedsExamples({ nodes, outputs }: Program, position: number): boolean {
  const { perExample, copies } = nodes[position]!;
  if (perExample) return false;
  const isTaken = copies.some(({ consumer }) => nodes[consumer]!.perExample && nodes[consumer]!.needed);
  return isTaken || outputs.includes(position);
}

/** 1 … n, again and again. */
export function fillWithNumbers(array: Float64Array, n: number): Float64Array {
  for (let i = 0; i < array.length; i++) array[i] = 1 + (i % n);
  return array;
}

/** ∂J/∂b = Σₖ ∂J/∂b⁽ᵏ⁾. */
function sumParts({ node, parts, partial }: State, rows: number, kernels: Kernels): void {
  const count = (node.perExample ? rows : 1) * node.size;
  kernels.map(total, [parts[0]!, parts[1]!], [partial], count);
  for (let k = 2; k < parts.length; k++) kernels.map(total, [partial, parts[k]!], [partial], count);
}
