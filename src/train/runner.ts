/** Runs of steps in one thread: call by call at first, then played from a trace, where kernels can record. The bits are the same. */
import type { Recorder, Trace } from '../kernels/kernels.js';
import { Step, type StepOptions } from './step.js';

/** A trace grows with the tiles of a step; from so many on, asking for each call costs nothing beside the work. */
const mostTilesTraced = 64;
/** Steps that take about as long as compiling one: there may be no more of them. */
export const stepsBeforeTrace = 256;

export class StepRunner {
  readonly #options: StepOptions;
  readonly #recorder: Recorder | undefined;
  readonly #traces = new Map<number, Trace | undefined>();
  readonly #direct: Step;
  #recording: Step | undefined;
  #stepsToWait = stepsBeforeTrace;

  constructor(options: StepOptions) {
    this.#options = options;
    this.#recorder = options.kernels.recorder?.();
    this.#direct = new Step(options);
  }

  /** Takes `steps` steps of `rows` rows each, whose numbers stand in `indices`. Returns the steps that were finite. */
  run(indices: Uint32Array, rows: number, steps: number): number {
    for (let step = 0; step < steps; step++) {
      const trace = this.#stepsToWait > 0 ? undefined : this.#traceFor(indices, rows);
      if (trace !== undefined) return step + trace.play(indices, step * rows, rows, steps - step);
      if (!this.#direct.take(indices, step * rows, rows)) return step;
      this.#stepsToWait--;
    }
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
