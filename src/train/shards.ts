/**
 * The first half of a step: ΣJ and the partials at the cut over the rows of a shard, tile by tile. `step.ts` has the
 * second half.
 *
 * Rows are gathered by number, or read where they lie side by side. Where kernels can record, full tiles are played from
 * a trace once enough of them have been computed; any other tile is computed call by call. The bits are the same.
 */
import { addTile, type Cut, ExamplesPass, type Sums } from '../graph/split.js';
import type { Kernels, Trace } from '../kernels/kernels.js';
import type { Workspace } from '../kernels/workspace.js';
import type { Compiled } from './job.js';
import type { Span } from './minibatches.js';
import type { Examples } from './rows.js';

/** Recording takes as long as some tiles: few rows are done by then. */
const tilesBeforeTrace = 16;

export interface ShardsOptions {
  readonly compiled: Compiled;
  readonly examples: Examples;
  readonly kernels: Kernels;
  readonly allocate: Workspace['allocate'];
  readonly allocateIndices: Workspace['allocateIndices'];
  /** Where a value at the cut lies, by position; by default in buffers that `receive` fills. */
  readonly value?: (position: number) => Float64Array | undefined;
}

/** Full tiles of one kind of work. */
interface Work {
  /** Null until so many have been asked for that it pays to record; undefined where that is not possible. */
  trace: Played | undefined | null;
  tilesToWait: number;
  /** Runs a tile whose rows are at the pass's inputs. */
  readonly run: (pass: ExamplesPass, rows: number) => void;
  /** Whether it takes a pass that computes all outputs. */
  readonly outputs: boolean;
  /** What it leaves, of a pass. */
  readonly results: (pass: ExamplesPass) => readonly Float64Array[];
}

interface Played {
  readonly pass: ExamplesPass;
  readonly trace: Trace;
  /** Where the trace finds rows side by side. */
  readonly moving: { readonly xs: Float64Array; readonly ys: Float64Array } | undefined;
}

export class Shards {
  readonly cut: Cut;
  readonly tileRows: number;
  readonly #options: ShardsOptions;
  readonly #pass: ExamplesPass;
  /** Also computes the prediction where J does not depend on it; made at the first evaluation. */
  #evaluating: ExamplesPass | undefined;
  /** A value at the cut is there once, for all passes. */
  readonly #valueAtCut: (position: number) => Float64Array | undefined;
  readonly #noIndices: Uint32Array;
  readonly #x: Float64Array;
  readonly #y: Float64Array;
  /** ΣJ and the sums of `Compiled.errors` of the last tile evaluated. */
  readonly #errors: readonly Float64Array[];
  readonly #gathered: Work;
  readonly #inPlace: Work;
  readonly #evaluated: Work;

  constructor(options: ShardsOptions) {
    const { compiled, kernels, allocate, value } = options;
    this.#options = options;
    this.#pass = new ExamplesPass(compiled.program, { kernels, allocate, ...(value && { value }) });
    this.#noIndices = options.allocateIndices(0);
    this.cut = this.#pass.cut;
    const atCut = new Set(this.cut.positions);
    this.#valueAtCut = (position) => (atCut.has(position) ? this.#pass.value(position) : undefined);
    this.tileRows = this.#pass.tileRows;
    this.#x = this.#pass.value(compiled.inputs.input);
    this.#y = this.#pass.value(compiled.inputs.outcome);
    this.#errors = Array.from({ length: 1 + compiled.errors.results.length }, () => allocate(1));
    const work = { trace: null, tilesToWait: tilesBeforeTrace };
    const gradient: Omit<Work, 'trace' | 'tilesToWait'> = {
      outputs: false,
      run: (pass, rows) => pass.run(rows),
      results: ({ objective, partials }) => [objective, ...partials],
    };
    this.#gathered = { ...work, ...gradient };
    this.#inPlace = { ...work, ...gradient };
    this.#evaluated = {
      ...work,
      outputs: true,
      run: (pass, rows) => pass.evaluate(rows, { ...compiled, ...compiled.inputs }, this.#errors),
      results: () => this.#errors,
    };
  }

  /** Takes the values at the cut, from `at` on. */
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
    const { kernels, examples } = this.#options;
    const played = this.#playedFrom(this.#gathered, rows, false);
    if (played !== undefined) played.trace.play(indices, from, 0, 1);
    else {
      this.#bind(this.#pass, this.#x, 0, this.#y, 0);
      // J may depend on only one of them.
      if (this.#x.length > 0) kernels.gather(indices, from, examples.xs, this.#x, rows, examples.features);
      if (this.#y.length > 0) kernels.gather(indices, from, examples.ys, this.#y, rows, 1);
      this.#pass.run(rows);
    }
    addTile(kernels, played?.pass ?? this.#pass, sums, first);
  }

  /** The same of `rows` rows side by side, from row `at` of these examples on. */
  readInPlace(rows: number, examples: Examples, at: number, sums: Sums, first: boolean): void {
    addTile(this.#options.kernels, this.#run(this.#inPlace, rows, examples, at), sums, first);
  }

  /** Adds ΣJ and the errors of `rows` rows side by side to the numbers of `sums` from `to` on. */
  evaluate(rows: number, examples: Examples, at: number, sums: Float64Array, to: number): void {
    this.#run(this.#evaluated, rows, examples, at);
    for (const [k, error] of this.#errors.entries()) sums[to + k]! += error[0]!;
  }

  /** Runs a tile of rows side by side; the pass that has its results. */
  #run(work: Work, rows: number, { xs, ys, features }: Examples, at: number): ExamplesPass {
    const played = this.#playedFrom(work, rows, true);
    if (played?.moving !== undefined) {
      const { trace, moving } = played;
      if (trace.move(moving.xs, xs, at * features) && trace.move(moving.ys, ys, at)) {
        trace.play(this.#noIndices, 0, 0, 1);
        return played.pass;
      }
    }
    const pass = work.outputs ? this.#evaluatingPass() : this.#pass;
    this.#bind(pass, xs, at * features, ys, at);
    work.run(pass, rows);
    return pass;
  }

  #bind(pass: ExamplesPass, xs: Float64Array, x: number, ys: Float64Array, y: number): void {
    const { input, outcome } = this.#options.compiled.inputs;
    pass.bind(input, xs, x);
    pass.bind(outcome, ys, y);
  }

  #evaluatingPass(): ExamplesPass {
    const { compiled, kernels, allocate } = this.#options;
    const { nodes, outputs } = compiled.program;
    const isComputed = outputs.every((position) => nodes[position]!.live && nodes[position]!.perExample);
    this.#evaluating ??= isComputed
      ? this.#pass
      : new ExamplesPass(compiled.program, { kernels, allocate, outputs: true, value: this.#valueAtCut });
    return this.#evaluating;
  }

  #playedFrom(work: Work, rows: number, inPlace: boolean): Played | undefined {
    if (rows !== this.tileRows) return undefined;
    if (work.trace === null && work.tilesToWait-- <= 0) work.trace = this.#record(work, inPlace);
    return work.trace ?? undefined;
  }

  /** Records a full tile of rows by number, or in moving arrays. */
  #record({ run, outputs, results }: Work, inPlace: boolean): Played | undefined {
    const { compiled, kernels, allocate, examples } = this.#options;
    const recorder = kernels.recorder?.();
    if (recorder === undefined) return undefined;
    const { input, outcome } = compiled.inputs;
    const moving = inPlace ? { xs: recorder.moving(), ys: recorder.moving() } : undefined;
    const pass = new ExamplesPass(compiled.program, {
      kernels: recorder,
      allocate,
      outputs,
      value: (position) => {
        if (position === input) return moving?.xs;
        if (position === outcome) return moving?.ys;
        return this.#valueAtCut(position);
      },
    });
    const rows = this.tileRows;
    const [x, y] = [pass.value(input), pass.value(outcome)];
    if (moving === undefined && x.length > 0)
      recorder.gather(this.#noIndices, 0, examples.xs, x, rows, examples.features);
    if (moving === undefined && y.length > 0) recorder.gather(this.#noIndices, 0, examples.ys, y, rows, 1);
    run(pass, rows);
    const trace = recorder.trace(results(pass));
    return trace && { pass, trace, moving };
  }
}
