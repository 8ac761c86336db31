/** The factor of a problem that is known not to be solved in the dual. */
import type { ExactSolution } from '#chainrule/solve/exact/exact.js';
import type { Factor } from '#chainrule/solve/exact/factor.js';

export function primalFactor({ factor }: Pick<ExactSolution, 'factor'>): Factor {
  if (factor.kind === 'dual') throw new Error('this problem was solved in the dual');
  return factor;
}
