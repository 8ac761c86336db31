/**
 * ΣJ and the partials at the border over rows given by number, or as they lie side by side, one tile at a time. A tile
 * of full size is played from a tape, where rows are read where they lie; any other is computed call by call, gathered
 * if need be. The bits are the same.
 */
import { Pass } from '../graph/pass.js';
import type { Program } from '../graph/program.js';
import type { ExamplesPass } from '../graph/split.js';
import type { Recorder, Tape } from '../kernels/kernels.js';
import type { Workspace } from '../kernels/workspace.js';
import type { Examples, Inputs } from './rows.js';

/** Recording takes as long as some tiles: few rows are done by then. */
const tilesBeforeTape = 16;

export interface TilesOptions {
  readonly program: Program;
  readonly inputs: Inputs;
  readonly examples: Examples;
  /** Computes what is not played; the values at the border are those it received. */
  readonly pass: ExamplesPass;
  readonly workspace: Workspace;
}

/** Where a tape finds its rows: by the indices it is played with, or side by side in moving arrays. */
type Reading = 'gathered' | { readonly xs: Float64Array; readonly ys: Float64Array };

interface Played {
  readonly tape: Tape;
  readonly reading: Reading;
  readonly objective: Float64Array;
  readonly partials: readonly Float64Array[];
}

export class Tiles {
  readonly #options: TilesOptions;
  readonly #x: Float64Array;
  readonly #y: Float64Array;
  readonly #tileRows: number;
  readonly #noIndices: Uint32Array;
  /** Null until a full tile is asked for. */
  #gathered: Played | undefined | null = null;
  /** Of rows side by side: null until so many full tiles have been asked for that it pays to record. */
  #inPlace: Played | undefined | null = null;
  #tilesToWait = tilesBeforeTape;

  constructor(options: TilesOptions) {
    const { pass, inputs } = options;
    this.#options = options;
    this.#x = pass.input(inputs.input);
    this.#y = pass.input(inputs.outcome);
    this.#tileRows = pass.tileRows;
    this.#noIndices = options.workspace.allocateIndices(0);
  }

  /** Adds to `sums` at `at`, of the rows whose numbers are the first `rows` of `indices`: ΣJ, then the partials. */
  add(indices: Uint32Array, rows: number, sums: Float64Array, at: number): void {
    const { pass, inputs, examples, workspace } = this.#options;
    if (rows === this.#tileRows) {
      if (this.#gathered === null) this.#gathered = record(this.#options, () => 'gathered');
      if (this.#gathered !== undefined) {
        play(this.#gathered, indices, sums, at);
        return;
      }
    }
    pass.bind(inputs.input, this.#x, 0);
    pass.bind(inputs.outcome, this.#y, 0);
    workspace.kernels.gather(indices, 0, examples.xs, this.#x, rows, examples.features);
    workspace.kernels.gather(indices, 0, examples.ys, this.#y, rows, 1);
    pass.add(rows, sums, at);
  }

  /** The same of `rows` rows side by side, from row `first` of these examples on. */
  addInPlace(rows: number, examples: Examples, first: number, sums: Float64Array, at: number): void {
    if (rows === this.#tileRows && this.#playInPlace(examples, first, sums, at)) return;
    this.bind(examples, first);
    this.#options.pass.add(rows, sums, at);
  }

  /** Lets the pass read rows where they lie, from row `first` on. */
  bind({ xs, ys, features }: Examples, first: number): void {
    const { pass, inputs } = this.#options;
    pass.bind(inputs.input, xs, first * features);
    pass.bind(inputs.outcome, ys, first);
  }

  /** False where it cannot be played. */
  #playInPlace({ xs, ys, features }: Examples, first: number, sums: Float64Array, at: number): boolean {
    if (this.#inPlace === null) {
      if (this.#tilesToWait-- > 0) return false;
      this.#inPlace = record(this.#options, (recorder) => ({ xs: recorder.moving(), ys: recorder.moving() }));
    }
    if (this.#inPlace === undefined || this.#inPlace.reading === 'gathered') return false;
    const { tape, reading } = this.#inPlace;
    if (!tape.move(reading.xs, xs, first * features) || !tape.move(reading.ys, ys, first)) return false;
    play(this.#inPlace, this.#noIndices, sums, at);
    return true;
  }
}

/** Adds the sums of a tile. */
function play(
  { tape, objective, partials }: Played,
  indices: Uint32Array,
  sums: Float64Array,
  at: number,
): void {
  tape.play(indices, 0, 1);
  sums[at]! += objective[0]!;
  let to = at + 1;
  for (const partial of partials) for (let i = 0; i < partial.length; i++) sums[to++]! += partial[i]!;
}

/** Undefined where the kernels cannot record, or an op does not go through them. */
function record(options: TilesOptions, readingOf: (recorder: Recorder) => Reading): Played | undefined {
  const { program, inputs, examples, pass, workspace } = options;
  const recordable = program.nodes.every(({ op }) => op === undefined || op.recordable === true);
  const recorder = recordable ? workspace.kernels.recorder?.() : undefined;
  if (recorder === undefined) return undefined;
  const { allocate } = workspace;
  const reading = readingOf(recorder);
  const onBorder = new Set(pass.border.positions);
  const taped = new Pass(program, {
    part: 'examples',
    kernels: recorder,
    allocate,
    value(position) {
      if (onBorder.has(position)) return pass.input(position);
      if (reading === 'gathered') return undefined;
      if (position === inputs.input) return reading.xs;
      return position === inputs.outcome ? reading.ys : undefined;
    },
  });
  // Not an array that is filled once: compiled, ones are a constant, and nothing that is read from memory.
  recorder.spread(allocate(1).fill(1), taped.seed(program.sink), pass.tileRows, 1);
  const objective = allocate(1);
  const partials = pass.border.positions.map((position) => taped.partial(position));
  const rows = pass.tileRows;
  if (reading === 'gathered') {
    const numbers = new Uint32Array(0);
    recorder.gather(numbers, 0, examples.xs, taped.value(inputs.input), rows, examples.features);
    recorder.gather(numbers, 0, examples.ys, taped.value(inputs.outcome), rows, 1);
  }
  taped.forward(rows);
  taped.backward(rows);
  recorder.sumRows(taped.value(program.sink), objective, rows, 1);
  const tape = recorder.tape([objective, ...partials]);
  return tape && { tape, reading, objective, partials };
}
