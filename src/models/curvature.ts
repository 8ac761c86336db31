/** How steep the objective of an example can be, of models of which that is known. */

/**
 * The second derivative of Jᵢ along any direction of length 1 is at most perSquare·‖uᵢ‖² + penalty, where uᵢ are the
 * features of the example, and a 1 for the intercept where there is one.
 */
export interface Curvature {
  readonly perSquare: number;
  readonly penalty: number;
  readonly intercept: boolean;
}

/** The bound for ‖uᵢ‖² = `square`. */
export function steepest({ perSquare, penalty }: Curvature, square: number): number {
  return perSquare * square + penalty;
}
