/** How steep a linear model's objective is over all rows: a bound of the largest eigenvalue, from a pass of any engine. */
import type { Engine } from './engine.js';
import { trainingRows } from './evaluation.js';
import { gramShapeOf, largestEigenvalueBound } from './smoothness.js';

/** An upper bound of the largest eigenvalue of (1/n) Σ uᵢuᵢᵀ: see `smoothness.ts`. */
export async function largestEigenvalue(engine: Engine): Promise<number> {
  const { job, program, state } = engine;
  const sums = await engine.pass('gram', trainingRows(job), state.theta);
  const { size } = program.nodes[program.position(job.model.roles.input)]!;
  return largestEigenvalueBound(sums, job.rows, gramShapeOf(job.model, size));
}
