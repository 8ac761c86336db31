/** Rows laid out for the graph: gathered tile by tile in the order of the epoch, or read where they lie. */
import type { ExamplesPass } from '../graph/split.js';
import type { Workspace } from '../kernels/workspace.js';
import type { EpochOrder } from './order.js';
import type { Span } from './plan.js';

/** The examples, row-major, wherever they lie. */
export interface Examples {
  readonly xs: Float64Array;
  readonly ys: Float64Array;
  readonly features: number;
}

/** Where a model's examples enter its graph. */
export interface Inputs {
  /** Position of the input leaf for x. */
  readonly input: number;
  /** Position of the input leaf for y. */
  readonly outcome: number;
}

/** Calls `tile` for each tile of rows, when they are at the pass's inputs. */
export class TileReader {
  readonly #pass: ExamplesPass;
  readonly #examples: Examples;
  readonly #inputs: Inputs;
  readonly #workspace: Workspace;
  readonly #x: Float64Array;
  readonly #y: Float64Array;
  readonly #indices: Uint32Array;

  constructor(pass: ExamplesPass, examples: Examples, inputs: Inputs, workspace: Workspace) {
    this.#pass = pass;
    this.#examples = examples;
    this.#inputs = inputs;
    this.#workspace = workspace;
    this.#x = pass.input(inputs.input);
    this.#y = pass.input(inputs.outcome);
    this.#indices = workspace.allocateIndices(pass.tileRows);
  }

  /** Positions of an epoch, in its order: the rows are copied to the pass's own inputs. */
  ordered(order: EpochOrder, epoch: number, { from, to }: Span, tile: (rows: number) => void): void {
    const { xs, ys, features } = this.#examples;
    const { kernels } = this.#workspace;
    this.#pass.bind(this.#inputs.input, this.#x, 0);
    this.#pass.bind(this.#inputs.outcome, this.#y, 0);
    for (let start = from; start < to; start += this.#pass.tileRows) {
      const rows = Math.min(this.#pass.tileRows, to - start);
      order.fill(epoch, start, start + rows, this.#indices);
      kernels.gather(this.#indices, 0, xs, this.#x, rows, features);
      kernels.gather(this.#indices, 0, ys, this.#y, rows, 1);
      tile(rows);
    }
  }

  /** Rows of the table as they lie, not copied. `tile` also gets the number of the tile's first row. */
  inPlace({ from, to }: Span, tile: (rows: number, first: number) => void): void {
    const { xs, ys, features } = this.#examples;
    for (let start = from; start < to; start += this.#pass.tileRows) {
      this.#pass.bind(this.#inputs.input, xs, start * features);
      this.#pass.bind(this.#inputs.outcome, ys, start);
      tile(Math.min(this.#pass.tileRows, to - start), start);
    }
  }
}
