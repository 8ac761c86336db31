/** When a run ends: rules apart from the work they end. */

export type Reason = 'tolerance' | 'rounding' | 'patience' | 'epochs' | 'steps' | 'timeLimit';

/** How far parameters are from the optimum. */
export interface Gap {
  /** An upper bound of (J − J*)/J*; Infinity where there is none. */
  readonly relative: number;
  /** Whether J − J* is lost in rounding, as where J* is 0: then nothing is to be gained by going on. */
  readonly rounding: boolean;
  /** What (J − J*)/J* is about, where `relative` was not worth computing; for reports only. */
  readonly estimate?: number;
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
