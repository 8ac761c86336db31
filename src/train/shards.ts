/**
 * The first half of a step: ΣJ and the partials at the border over the rows of a shard, tile by tile. `step.ts` has the
 * second half.
 *
 * Rows are gathered by number, or read where they lie side by side. Where kernels can record, full tiles are played from
 * a tape once enough of them have been computed; any other tile is computed call by call. The bits are the same.
 */
import { addTile, type Border, ExamplesPass, type Sums } from '../graph/split.js';
import type { Kernels, Recorder, Tape } from '../kernels/kernels.js';
import type { Workspace } from '../kernels/workspace.js';
import type { Compiled } from './job.js';
import type { Span } from './plan.js';
import type { Examples } from './rows.js';

/** Recording takes as long as some tiles: few rows are done by then. */
const tilesBeforeTape = 16;

export interface ShardsOptions {
  readonly compiled: Compiled;
  readonly examples: Examples;
  readonly kernels: Kernels;
  readonly allocate: Workspace['allocate'];
  readonly allocateIndices: Workspace['allocateIndices'];
  /** Where a value at the border lies, by position; by default in buffers that `receive` fills. */
  readonly value?: (position: number) => Float64Array | undefined;
}

/** What computes full tiles from a tape. */
interface Taped {
  readonly pass: ExamplesPass;
  readonly tape: Tape;
  /** Where the tape finds rows side by side. */
  readonly xs?: Float64Array;
  readonly ys?: Float64Array;
}

/** Null until so many tiles have been asked for that it pays to record; undefined where it is not possible. */
interface Reading {
  taped: Taped | undefined | null;
  tilesToWait: number;
}

type Gather = (recorder: Recorder, pass: ExamplesPass) => void;

export class Shards {
  readonly border: Border;
  readonly tileRows: number;
  readonly #options: ShardsOptions;
  readonly #pass: ExamplesPass;
  readonly #noIndices: Uint32Array;
  readonly #x: Float64Array;
  readonly #y: Float64Array;
  readonly #gathered: Reading = { taped: null, tilesToWait: tilesBeforeTape };
  readonly #inPlace: Reading = { taped: null, tilesToWait: tilesBeforeTape };

  constructor(options: ShardsOptions) {
    const { compiled, kernels, allocate, value } = options;
    this.#options = options;
    this.#pass = new ExamplesPass(compiled.program, { kernels, allocate, ...(value && { value }) });
    this.#noIndices = options.allocateIndices(0);
    this.border = this.#pass.border;
    this.tileRows = this.#pass.tileRows;
    this.#x = this.#pass.value(compiled.inputs.input);
    this.#y = this.#pass.value(compiled.inputs.outcome);
  }

  /** Takes the values at the border, from `at` on. */
  receive(values: Float64Array, at = 0): void {
    this.#pass.receive(values, at);
  }

  /** The sums of a shard: of the rows whose numbers stand in `indices` at the positions of the span. */
  sum(indices: Uint32Array, { from, to }: Span, sums: Sums): void {
    for (let first = from; first < to; first += this.tileRows)
      this.gather(indices, first, Math.min(this.tileRows, to - first), sums, first === from);
  }

  /** A tile of rows by number: adds to the sums, or puts them there as the first. */
  gather(indices: Uint32Array, from: number, rows: number, sums: Sums, first: boolean): void {
    const { kernels, examples, compiled } = this.#options;
    const taped = this.#tapeOf(this.#gathered, rows, (recorder, pass) => {
      recorder.gather(
        this.#noIndices,
        0,
        examples.xs,
        pass.value(compiled.inputs.input),
        rows,
        examples.features,
      );
      recorder.gather(this.#noIndices, 0, examples.ys, pass.value(compiled.inputs.outcome), rows, 1);
    });
    if (taped !== undefined) {
      taped.tape.play(indices, from, 0, 1);
      addTile(kernels, taped.pass, sums, first);
      return;
    }
    this.#bind(this.#x, 0, this.#y, 0);
    kernels.gather(indices, from, examples.xs, this.#x, rows, examples.features);
    kernels.gather(indices, from, examples.ys, this.#y, rows, 1);
    this.#pass.run(rows);
    addTile(kernels, this.#pass, sums, first);
  }

  /** The same of `rows` rows side by side, from row `at` of these examples on. */
  readInPlace(rows: number, { xs, ys, features }: Examples, at: number, sums: Sums, first: boolean): void {
    const { kernels } = this.#options;
    const taped = this.#tapeOf(this.#inPlace, rows);
    if (
      taped?.xs &&
      taped.ys &&
      taped.tape.move(taped.xs, xs, at * features) &&
      taped.tape.move(taped.ys, ys, at)
    ) {
      taped.tape.play(this.#noIndices, 0, 0, 1);
      addTile(kernels, taped.pass, sums, first);
      return;
    }
    this.#bind(xs, at * features, ys, at);
    this.#pass.run(rows);
    addTile(kernels, this.#pass, sums, first);
  }

  /** J and ŷ of `rows` rows side by side, row by row; the arrays are used again by the next call. */
  predict(rows: number, { xs, ys, features }: Examples, at: number) {
    this.#bind(xs, at * features, ys, at);
    return this.#pass.predict(rows, this.#options.compiled.prediction);
  }

  #bind(xs: Float64Array, x: number, ys: Float64Array, y: number): void {
    const { input, outcome } = this.#options.compiled.inputs;
    this.#pass.bind(input, xs, x);
    this.#pass.bind(outcome, ys, y);
  }

  #tapeOf(reading: Reading, rows: number, gather?: Gather): Taped | undefined {
    if (rows !== this.tileRows) return undefined;
    if (reading.taped === null && reading.tilesToWait-- <= 0) reading.taped = this.#record(gather);
    return reading.taped ?? undefined;
  }

  /** Records a full tile, with what gathers its rows or with rows in moving arrays. */
  #record(gather?: Gather): Taped | undefined {
    const { compiled, kernels, allocate } = this.#options;
    const recorder = kernels.recorder?.();
    if (recorder === undefined) return undefined;
    const { input, outcome } = compiled.inputs;
    const moving = gather === undefined ? { xs: recorder.moving(), ys: recorder.moving() } : {};
    const atBorder = new Set(this.border.positions);
    const pass = new ExamplesPass(compiled.program, {
      kernels: recorder,
      allocate,
      value: (position) => {
        if (position === input) return moving.xs;
        if (position === outcome) return moving.ys;
        return atBorder.has(position) ? this.#pass.value(position) : undefined;
      },
    });
    gather?.(recorder, pass);
    pass.run(this.tileRows);
    const tape = recorder.tape([pass.objective, ...pass.partials]);
    return tape && { pass, tape, ...moving };
  }
}
