/** When a run ends, and the best parameters on the way: rules apart from the work they end. */
import type { Engine } from './engine.js';
import { evaluate } from './evaluate.js';
import type { Job } from './job.js';

export type Reason = 'tolerance' | 'rounding' | 'patience' | 'epochs' | 'steps' | 'timeLimit';

/** How far parameters are from the optimum. */
export interface Gap {
  /** An upper bound of (J − J*)/J*; Infinity where there is none. */
  readonly relative: number;
  /** Whether J − J* is lost in rounding, as where J* is 0: then nothing is to be gained by going on. */
  readonly rounding: boolean;
}

export interface StopRules {
  /** The most epochs. */
  readonly epochs: number;
  /** Ends the run when the certified relative gap, (J − J*)/J*, is at most this. */
  readonly tolerance?: number | undefined;
  /** The gap at these parameters; undefined where it cannot tell. Without, there is no such end. */
  readonly gap?: ((parameters: Float64Array) => Promise<Gap | undefined>) | undefined;
  /** Epochs without a better validation error; of jobs with validation rows. */
  readonly patience?: number | undefined;
  /** Steps in all, steps taken back included. */
  readonly steps?: number | undefined;
  /** Whether the time is up: asked now and then between steps. */
  readonly expired?: (() => boolean) | undefined;
}

export interface Stopping {
  readonly reason: Reason;
  /** Epochs that were completed. */
  readonly epochs: number;
  /** Steps in all, steps taken back included: `StopRules.steps` with this number ends at the same step. */
  readonly steps: number;
}

/** Checks of the gap cost a pass or so each: about eight checks while the number of epochs doubles. */
export function nextCheck(epochs: number): number {
  return epochs + Math.max(1, Math.floor(epochs / 8));
}

/** Keeps the parameters with the smallest error on the validation rows. */
export class Validation {
  readonly #engine: Engine;
  readonly #linear: boolean;
  readonly #best: Float64Array;
  #error = Number.POSITIVE_INFINITY;
  #since = 0;

  constructor(engine: Engine, { model }: Pick<Job, 'model'>) {
    this.#engine = engine;
    this.#linear = model.roles.linear !== undefined;
    this.#best = engine.state.parameters.slice();
  }

  /** Looks at the parameters as they are now. Returns how many looks ago the best ones were seen. */
  async look(): Promise<number> {
    const { objective, meanSquaredError } = await evaluate(this.#engine, 'validation');
    // The penalty is no matter of how well new rows are predicted; other graphs have only their objective.
    const error = this.#linear ? meanSquaredError : objective;
    this.#since++;
    if (error < this.#error) {
      this.#error = error;
      this.#since = 0;
      this.#best.set(this.#engine.state.parameters);
    }
    return this.#since;
  }

  /** Puts the best parameters where the last ones are. */
  restore(): void {
    this.#engine.state.parameters.set(this.#best);
  }
}
