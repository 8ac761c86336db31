/**
 * Runs of steps in one thread: played from a tape where the kernels can record and all ops of the graph go through
 * them, and call by call otherwise. The bits are the same.
 */
import type { Recorder, Tape } from '../kernels/kernels.js';
import type { Workspace } from '../kernels/workspace.js';
import { Step, type StepOptions } from './step.js';

/** A tape grows with the tiles of a step; from so many on, asking for each call costs nothing beside the work. */
const mostTilesTaped = 64;

export class StepRunner {
  readonly #options: StepOptions;
  readonly #recorder: Recorder | undefined;
  readonly #tapes = new Map<number, Tape | undefined>();
  #recording: Step | undefined;
  #direct: Step | undefined;

  constructor(options: StepOptions, { kernels }: Workspace) {
    this.#options = options;
    const recordable = options.program.nodes.every(({ op }) => op === undefined || op.recordable === true);
    this.#recorder = recordable ? kernels.recorder?.() : undefined;
  }

  /** Takes `steps` steps of `rows` rows each, whose numbers stand in `indices`. Returns the steps that were finite. */
  run(indices: Uint32Array, rows: number, steps: number): number {
    const tape = this.#tapeFor(indices, rows);
    if (tape !== undefined) return tape.play(indices, rows, steps);
    this.#direct ??= new Step(this.#options);
    for (let step = 0; step < steps; step++) if (!this.#direct.take(indices, step * rows, rows)) return step;
    return steps;
  }

  #tapeFor(indices: Uint32Array, rows: number): Tape | undefined {
    if (this.#recorder === undefined || rows > mostTilesTaped * this.#options.program.tileRows)
      return undefined;
    if (!this.#tapes.has(rows)) {
      this.#recording ??= new Step({ ...this.#options, kernels: this.#recorder });
      this.#recording.take(indices, 0, rows);
      this.#tapes.set(rows, this.#recorder.tape([this.#options.state.values, this.#options.objectiveSum]));
    }
    return this.#tapes.get(rows);
  }
}
