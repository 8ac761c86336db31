/**
 * One SGD epoch over standardized rows in memory, in process. SGDRegressor and Vowpal Wabbit step at every row, and
 * Vowpal Wabbit reads its cache file, as it always does: only the passes after the first are counted.
 */
import { figuresOf, ratioOf } from '../figures.mjs';
import { inTurn } from '../measure.mjs';
import { lambda, threads, warm, warmPeer } from '../subjects.mjs';

export const name = 'epoch';

const stepSize = 1e-3;

export async function run({ sizes, data, output, peers, say, late }) {
  const { rows, rounds, warmUps } = sizes;
  const { path } = data({ rows, features: 10, format: 'vw' });
  const measured = await inTurn(
    [
      warm('chainrule, batchSize 64', 'epoch.mjs', [rows, 10, 64, 10 * stepSize, threads]),
      warm('chainrule, batchSize 1', 'epoch.mjs', [rows, 10, 1, stepSize, threads]),
      warmPeer('SGDRegressor', ['scikit-learn'], peers, 'sgd_epoch.py', [rows, 10, lambda, stepSize]),
      warmPeer('Vowpal Wabbit', ['vowpalwabbit'], peers, 'vw_epoch.py', [path, output('epoch.cache')]),
    ],
    { rounds, warmUps, say, late },
  );
  const value = (target, over, batchSize) =>
    ratioOf(target, measured, { over, under: `chainrule, batchSize ${batchSize}` });
  return {
    figures: figuresOf(`one epoch, ${rows} × 10`, measured),
    values: [
      value('epoch/64', 'SGDRegressor', 64),
      value('epoch/1', 'SGDRegressor', 1),
      value('epoch/vw', 'Vowpal Wabbit', 64),
    ],
  };
}
