/** Runs of steps in one thread: replayed from a trace where kernels can record, else call by call. The bits are the same. */
import type { Recorder, Trace } from '../kernels/kernels.js';
import { Step, type StepOptions } from './step.js';

/** A trace grows with the tiles of a step; from so many on, asking for each call costs nothing beside the work. */
const mostTilesTraced = 64;

export class StepRunner {
  readonly #options: StepOptions;
  readonly #recorder: Recorder | undefined;
  readonly #traces = new Map<number, Trace | undefined>();
  #direct: Step | undefined;
  #recording: Step | undefined;

  constructor(options: StepOptions) {
    this.#options = options;
    this.#recorder = options.kernels.recorder?.();
  }

  /** Takes `steps` steps of `rows` rows each, whose numbers stand in `indices`. Returns the steps that were finite. */
  run(indices: Uint32Array, rows: number, steps: number): number {
    const trace = this.#traceFor(indices, rows);
    if (trace !== undefined) return trace.play(indices, 0, rows, steps);
    this.#direct ??= new Step(this.#options);
    for (let step = 0; step < steps; step++) if (!this.#direct.take(indices, step * rows, rows)) return step;
    return steps;
  }

  #traceFor(indices: Uint32Array, rows: number): Trace | undefined {
    const { compiled, state, objectiveSum } = this.#options;
    if (this.#recorder === undefined || rows > mostTilesTraced * compiled.program.tileRows) return undefined;
    if (!this.#traces.has(rows)) {
      this.#recording ??= new Step({ ...this.#options, kernels: this.#recorder });
      this.#recording.take(indices, 0, rows);
      this.#traces.set(rows, this.#recorder.trace([state.values, objectiveSum]));
    }
    return this.#traces.get(rows);
  }
}
