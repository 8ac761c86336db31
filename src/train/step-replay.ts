/**
 * The step that an engine has just taken, computed once more from its rows and the parameters before it, to be looked at:
 * with the same passes over the same shards and tiles, so that every number is the one that training used, bit for bit.
 */
import { parameterPlaces } from '../graph/init.js';
import { Pass } from '../graph/pass.js';
import type { Program } from '../graph/program.js';
import { ParametersPass, type Sums, sumsIn } from '../graph/split.js';
import { plainKernels } from '../kernels/plain-kernels.js';
import type { Compiled, Job } from './job.js';
import { shard, shardCount } from './minibatches.js';
import type { Examples } from './rows.js';
import { Shards } from './shards.js';
import type { State } from './state.js';

/** The rows of the input. */
export interface InputRows {
  /** The rows with these numbers, from 1, as the graph takes them: their features go to `xs` and their outcomes to `ys`. */
  read(numbers: readonly number[], xs: Float64Array, ys: Float64Array): Promise<void>;
}

/** A scalar node that is computed. */
export interface TracedNode {
  readonly name: string;
  /** Of each row of the minibatch; a single value where it depends on parameters alone. */
  readonly values: readonly number[];
  /** ∂Jᵢ/∂(the value), Jᵢ being the objective of row i alone; empty where it depends on parameters alone. */
  readonly partials: readonly number[];
}

export interface Replay {
  /** J over the minibatch. */
  readonly objective: number;
  readonly nodes: readonly TracedNode[];
  /** ∂J/∂θ at θ, with SVRG at the anchor too; NaN where J is not finite. */
  readonly gradients: readonly Float64Array[];
}

interface Columns {
  readonly position: number;
  readonly name: string;
  readonly values: number[];
  readonly partials: number[];
}

export class StepReplay {
  readonly #job: Job;
  readonly #program: Program;
  readonly #inputs: Compiled['inputs'];
  readonly #rows: InputRows;
  /** Those of one shard. */
  readonly #examples: Examples;
  readonly #indices: Uint32Array;
  readonly #shards: Shards;
  readonly #parameters: readonly ParametersPass[];
  /** Over all nodes, for their values and partials row by row. */
  readonly #pass: Pass;

  constructor(job: Job, compiled: Compiled, rows: InputRows) {
    const { program, inputs } = compiled;
    const features = program.nodes[inputs.input]!.size;
    const most = Math.min(job.shardRows, job.batchSize, job.rows);
    this.#job = job;
    this.#program = program;
    this.#inputs = inputs;
    this.#rows = rows;
    this.#examples = { xs: new Float64Array(most * features), ys: new Float64Array(most), features };
    this.#indices = Uint32Array.from({ length: most }, (_, i) => i);
    this.#shards = new Shards({
      ...{ compiled, examples: this.#examples, kernels: plainKernels },
      allocate: (length) => new Float64Array(length),
      allocateIndices: (length) => new Uint32Array(length),
    });
    const points = job.solver === 'svrg' ? 2 : 1;
    this.#parameters = Array.from({ length: points }, () => new ParametersPass(program));
    this.#pass = new Pass(program, { partials: 'all' });
  }

  /** The step from `before` on the rows with these numbers. */
  async run({ theta, anchor }: State, numbers: readonly number[]): Promise<Replay> {
    const points = anchor === undefined ? [theta] : [theta, anchor];
    const cuts = points.map((at, k) => this.#parameters[k]!.valuesAt(at));
    const sums = points.map((): Sums[] => []);
    const nodes = this.#columns();
    for (const { position, offset, size } of parameterPlaces(this.#program))
      this.#pass.value(position).set(theta.subarray(offset, offset + size));
    const batch = { from: 0, to: numbers.length };
    for (let index = 0; index < shardCount(batch, this.#job.shardRows); index++) {
      const span = shard(batch, index, this.#job.shardRows);
      const rows = span.to - span.from;
      const { xs, ys } = this.#examples;
      await this.#rows.read(numbers.slice(span.from, span.to), xs, ys);
      for (const [k, cut] of cuts.entries()) {
        const sum = sumsIn(this.#shards.cut, new Float64Array(1 + this.#shards.cut.size));
        this.#shards.receive(cut);
        this.#shards.sum(this.#indices, { from: 0, to: rows }, sum);
        sums[k]!.push(sum);
      }
      this.#look(rows, nodes);
    }
    const gradients = points.map((_, k) => {
      const pass = this.#parameters[k]!;
      const finite = pass.finish(sums[k]!, numbers.length);
      return finite ? pass.gradient() : pass.gradient().fill(Number.NaN);
    });
    return {
      objective: this.#parameters[0]!.objective[0]!,
      nodes: nodes.map(({ name, values, partials }) => ({ name, values, partials })),
      gradients,
    };
  }

  #columns(): Columns[] {
    return [...this.#program.nodes.entries()]
      .filter(([, { op, shape }]) => op !== undefined && shape.length === 0)
      .map(([position, { name }]) => ({ position, name, values: [], partials: [] }));
  }

  /** Adds the values and partials of the rows of a shard to the columns. */
  #look(rows: number, columns: readonly Columns[]): void {
    const pass = this.#pass;
    const { xs, ys, features } = this.#examples;
    for (let from = 0; from < rows; from += pass.rows) {
      const count = Math.min(pass.rows, rows - from);
      pass.value(this.#inputs.input).set(xs.subarray(from * features, (from + count) * features));
      pass.value(this.#inputs.outcome).set(ys.subarray(from, from + count));
      pass.forward(count);
      pass.seed(this.#program.sink).fill(1);
      pass.backward(count);
      for (const { position, values, partials } of columns) {
        if (this.#program.nodes[position]!.perExample) {
          values.push(...pass.value(position).subarray(0, count));
          partials.push(...pass.partial(position).subarray(0, count));
        } else if (values.length === 0) values.push(pass.value(position)[0]!);
      }
    }
  }
}
