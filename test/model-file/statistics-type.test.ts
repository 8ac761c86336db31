import { expectTypeOf, it } from 'vitest';
import type { CoefficientStatistics, FitStatistics } from '#chainrule/model-file/model-file.js';
import type { Coefficient, Statistics } from '#chainrule/solve/statistics/statistics.js';

// Checked by npm run typecheck. The schema drops members that it does not know.
it('the model file has every statistic that the solver gives', () => {
  expectTypeOf<keyof FitStatistics>().toEqualTypeOf<keyof Statistics>();
  expectTypeOf<keyof CoefficientStatistics>().toEqualTypeOf<Exclude<keyof Coefficient, 'column'>>();
});
