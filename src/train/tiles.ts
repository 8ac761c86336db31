/**
 * ΣJ and the partials at the border over rows given by number, one tile at a time. A tile of full size is played from a
 * tape, where rows are read where they lie; any other is gathered and computed call by call. The bits are the same.
 */
import { Pass } from '../graph/pass.js';
import type { Program } from '../graph/program.js';
import type { ExamplesPass } from '../graph/split.js';
import type { Tape } from '../kernels/kernels.js';
import type { Workspace } from '../kernels/workspace.js';
import type { Examples, Inputs } from './rows.js';

export interface TilesOptions {
  readonly program: Program;
  readonly inputs: Inputs;
  readonly examples: Examples;
  /** Computes what is not played; the values at the border are those it received. */
  readonly pass: ExamplesPass;
  readonly workspace: Workspace;
}

interface Played {
  readonly tape: Tape;
  readonly objective: Float64Array;
  readonly partials: readonly Float64Array[];
}

export class Tiles {
  readonly #options: TilesOptions;
  readonly #x: Float64Array;
  readonly #y: Float64Array;
  readonly #tileRows: number;
  /** Null until a full tile is asked for. */
  #played: Played | undefined | null = null;

  constructor(options: TilesOptions) {
    const { pass, inputs } = options;
    this.#options = options;
    this.#x = pass.input(inputs.input);
    this.#y = pass.input(inputs.outcome);
    this.#tileRows = pass.tileRows;
  }

  /** Adds to `sums` at `at`, of the rows whose numbers are the first `rows` of `indices`: ΣJ, then the partials. */
  add(indices: Uint32Array, rows: number, sums: Float64Array, at: number): void {
    if (this.#play(indices, rows, sums, at)) return;
    const { pass, inputs, examples, workspace } = this.#options;
    pass.bind(inputs.input, this.#x, 0);
    pass.bind(inputs.outcome, this.#y, 0);
    workspace.kernels.gather(indices, 0, examples.xs, this.#x, rows, examples.features);
    workspace.kernels.gather(indices, 0, examples.ys, this.#y, rows, 1);
    pass.add(rows, sums, at);
  }

  /** False where it cannot be played. */
  #play(indices: Uint32Array, rows: number, sums: Float64Array, at: number): boolean {
    if (rows !== this.#tileRows) return false;
    if (this.#played === null) this.#played = record(this.#options);
    if (this.#played === undefined) return false;
    const { tape, objective, partials } = this.#played;
    tape.play(indices, rows, 1);
    sums[at]! += objective[0]!;
    let to = at + 1;
    for (const partial of partials) for (let i = 0; i < partial.length; i++) sums[to++]! += partial[i]!;
    return true;
  }
}

/** Undefined where the kernels cannot record, or an op does not go through them. */
function record({ program, inputs, examples, pass, workspace }: TilesOptions): Played | undefined {
  const recordable = program.nodes.every(({ op }) => op === undefined || op.recordable === true);
  const recorder = recordable ? workspace.kernels.recorder?.() : undefined;
  if (recorder === undefined) return undefined;
  const { allocate } = workspace;
  const onBorder = new Set(pass.border.positions);
  const taped = new Pass(program, {
    part: 'examples',
    kernels: recorder,
    allocate,
    value: (position) => (onBorder.has(position) ? pass.input(position) : undefined),
  });
  taped.seed(program.sink).fill(1);
  const objective = allocate(1);
  const partials = pass.border.positions.map((position) => taped.partial(position));
  const rows = pass.tileRows;
  const numbers = new Uint32Array(0);
  recorder.gather(numbers, 0, examples.xs, taped.value(inputs.input), rows, examples.features);
  recorder.gather(numbers, 0, examples.ys, taped.value(inputs.outcome), rows, 1);
  taped.forward(rows);
  taped.backward(rows);
  recorder.sumRows(taped.value(program.sink), objective, rows, 1);
  const tape = recorder.tape([objective, ...partials]);
  return tape && { tape, objective, partials };
}
