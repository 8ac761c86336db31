/** The work of an exact solution, by which `solver: auto` decides. */

export interface ProblemSize {
  /** n. */
  readonly rows: number;
  /** d. */
  readonly features: number;
  readonly l2Reg: number;
  /** How many blocks the rows are in, those that are held out included. */
  readonly blocks: number;
}

/** Whether the dual problem is the smaller one, and all rows are one block, so that one worker has them all. */
export function isWide({ rows, features, l2Reg, blocks }: ProblemSize): boolean {
  return l2Reg > 0 && rows < features && blocks === 1;
}

/** About d = 2,048 columns, or 600 rows of 20,000 columns. */
const mostWork = 2 ** 33;

/**
 * Whether the matrix to be factored is small enough. It has d columns, or n where the dual can be solved: with a penalty,
 * n < d and all rows in one block. Second moments, n·d², are left out: SGD takes n·d for each of its many epochs. So
 * the number of rows matters below `blockRows` only.
 */
export function isAffordable(size: ProblemSize): boolean {
  const { rows, features } = size;
  return (isWide(size) ? rows ** 2 * (rows + features) : features ** 3) <= mostWork;
}
