/** Runs of steps in one thread: call by call at first, then played from a tape, where kernels can record. The bits are the same. */
import type { Recorder, Tape } from '../kernels/kernels.js';
import { Step, type StepOptions } from './step.js';

/** A tape grows with the tiles of a step; from so many on, asking for each call costs nothing beside the work. */
const mostTilesTaped = 64;
/** Steps that take about as long as recording and compiling one: there may be no more of them. */
const stepsBeforeTape = 32;

export class StepRunner {
  readonly #options: StepOptions;
  readonly #recorder: Recorder | undefined;
  readonly #tapes = new Map<number, Tape | undefined>();
  readonly #direct: Step;
  #recording: Step | undefined;
  #stepsToWait = stepsBeforeTape;

  constructor(options: StepOptions) {
    this.#options = options;
    this.#recorder = options.kernels.recorder?.();
    this.#direct = new Step(options);
  }

  /** Takes `steps` steps of `rows` rows each, whose numbers stand in `indices`. Returns the steps that were finite. */
  run(indices: Uint32Array, rows: number, steps: number): number {
    for (let step = 0; step < steps; step++) {
      const tape = this.#stepsToWait > 0 ? undefined : this.#tapeFor(indices, rows);
      if (tape !== undefined) return step + tape.play(indices, step * rows, rows, steps - step);
      if (!this.#direct.take(indices, step * rows, rows)) return step;
      this.#stepsToWait--;
    }
    return steps;
  }

  #tapeFor(indices: Uint32Array, rows: number): Tape | undefined {
    const { compiled, state, objectiveSum } = this.#options;
    if (this.#recorder === undefined || rows > mostTilesTaped * compiled.program.tileRows) return undefined;
    if (!this.#tapes.has(rows)) {
      this.#recording ??= new Step({ ...this.#options, kernels: this.#recorder });
      this.#recording.take(indices, 0, rows);
      this.#tapes.set(rows, this.#recorder.tape([state.values, objectiveSum]));
    }
    return this.#tapes.get(rows);
  }
}
