/** How far a run is on the way to its end, for reports: nothing is decided by it. */

export interface Limits {
  readonly epochs: number;
  readonly tolerance?: number | undefined;
  readonly steps?: number | undefined;
  readonly milliseconds?: number | undefined;
}

export interface Reached {
  readonly epoch: number;
  readonly steps: number;
  /** About (J − J*)/J*, where it is known. */
  readonly gap?: number | undefined;
  readonly milliseconds: number;
}

/**
 * A function from where a run is to a number from 0 to 1: the largest fraction of any limit. Gaps shrink by factors, so the way
 * from the first known gap to the tolerance is measured by their logarithms.
 */
export function progressTowards(limits: Limits): (reached: Reached) => number {
  const { epochs, steps, milliseconds, tolerance } = limits;
  let first: number | undefined;
  let towardsTolerance = 0;
  return (reached) => {
    const { gap } = reached;
    if (gap !== undefined && tolerance !== undefined && tolerance > 0) {
      first ??= gap;
      towardsTolerance =
        gap <= tolerance ? 1 : first <= gap ? 0 : Math.log(first / gap) / Math.log(first / tolerance);
    }
    return Math.min(
      1,
      Math.max(
        towardsTolerance,
        reached.epoch / epochs,
        steps === undefined ? 0 : reached.steps / steps,
        milliseconds === undefined ? 0 : reached.milliseconds / milliseconds,
      ),
    );
  };
}
