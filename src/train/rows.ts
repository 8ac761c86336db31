/** Rows laid out for the graph: gathered tile by tile in the order of the epoch, or read where they lie. */
import type { ExamplesPass } from '../graph/split.js';
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

/** Calls `tile` for each tile of a span of the epoch, with its rows copied into the pass's own inputs. */
export class TileReader {
  readonly #pass: ExamplesPass;
  readonly #examples: Examples;
  readonly #inputs: Inputs;
  readonly #x: Float64Array;
  readonly #y: Float64Array;

  constructor(pass: ExamplesPass, examples: Examples, inputs: Inputs) {
    this.#pass = pass;
    this.#examples = examples;
    this.#inputs = inputs;
    this.#x = pass.input(inputs.input);
    this.#y = pass.input(inputs.outcome);
  }

  /** Positions of an epoch, in its order. */
  ordered(order: EpochOrder, epoch: number, { from, to }: Span, tile: (rows: number) => void): void {
    const { xs, ys, features } = this.#examples;
    const x = this.#x;
    const y = this.#y;
    this.#pass.bind(this.#inputs.input, x, 0);
    this.#pass.bind(this.#inputs.outcome, y, 0);
    for (let start = from; start < to; start += this.#pass.tileRows) {
      const end = Math.min(start + this.#pass.tileRows, to);
      for (let position = start; position < end; ) {
        const window = order.window(epoch, position);
        const until = Math.min(end, window.start + window.rows.length);
        for (; position < until; position++) {
          const row = window.rows[position - window.start]!;
          const at = row * features;
          const into = (position - start) * features;
          for (let j = 0; j < features; j++) x[into + j] = xs[at + j]!;
          y[position - start] = ys[row]!;
        }
      }
      tile(end - start);
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
