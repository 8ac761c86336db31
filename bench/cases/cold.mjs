/**
 * A cold process from CSV to model file: what a user waits for. Vowpal Wabbit reads its own text format, which somebody
 * has to write first: that is not counted against it. Every row says how far above the optimum its model ends, all by
 * the same judge: J = mean (y − ŷ)² + λ‖w‖² on standardized columns.
 */
import { figuresOf, ratioOf } from '../figures.mjs';
import { inTurn } from '../measure.mjs';
import { chainruleModel, plainModel, vowpalModel } from '../models.mjs';
import { objective, optimum } from '../moments.mjs';
import { peer } from '../peers.mjs';
import { runCold } from '../processes.mjs';
import { cold, coldConfig, coldPeer, epochs, lambda, trainCommand } from '../subjects.mjs';

export const name = 'cold';

export async function run({ sizes, data, output, peers, say, late }) {
  const { path, moments } = data({ rows: sizes.rows, features: 10 });
  const vowpal = data({ rows: sizes.rows, features: 10, format: 'vw' }).path;
  const cache = output('cold.cache');
  const vowpalArgs = [vowpal, cache, output('cold.vw'), epochs];
  const trainers = {
    chainrule: {
      subject: (name) =>
        cold(name, trainCommand({ config: coldConfig, data: path, out: 'cold-chainrule.json' })),
      model: () => chainruleModel(output('cold-chainrule.json')),
    },
    'pandas + SGDRegressor': {
      subject: (name) =>
        coldPeer(name, ['pandas', 'scikit-learn'], peers, 'cold_sklearn.py', [
          ...[path, output('cold-sklearn.json'), epochs, lambda],
        ]),
      model: () => plainModel(output('cold-sklearn.json')),
    },
    'Vowpal Wabbit': {
      subject: (name) => coldPeer(name, ['vowpalwabbit'], peers, 'cold_vw.py', vowpalArgs),
      model: async () => {
        // Its readable model takes time to write, so that run is apart from the measured ones.
        await runCold(peer('cold_vw.py', [...vowpalArgs, output('cold-vw.txt')]));
        return vowpalModel(output('cold-vw.txt'), 10);
      },
    },
    'polars + closed form': {
      subject: (name) =>
        coldPeer(name, ['polars', 'numpy'], peers, 'cold_polars.py', [
          path,
          output('cold-polars.json'),
          lambda,
        ]),
      model: () => plainModel(output('cold-polars.json')),
    },
  };
  const subjects = Object.entries(trainers).map(([name, { subject }]) => subject(name));
  const measured = await inTurn(subjects, { rounds: sizes.coldRounds, warmUps: 1, say, late });
  const least = objective(moments, optimum(moments, lambda), lambda);
  const notes = {};
  for (const { name, missing } of measured) {
    if (missing !== undefined) continue;
    const above = objective(moments, await trainers[name].model(), lambda) / least - 1;
    notes[name] = aboveOptimum(above);
  }
  const value = (target, over) => ratioOf(target, measured, { over, under: 'chainrule' });
  return {
    figures: figuresOf(`CSV → model, ${sizes.rows} × 10`, measured, { notes }),
    values: [
      value('cold/sklearn', 'pandas + SGDRegressor'),
      value('cold/vw', 'Vowpal Wabbit'),
      value('cold/polars', 'polars + closed form'),
    ],
  };
}

function aboveOptimum(above) {
  const text = `J ${(100 * Math.max(above, 0)).toFixed(3)} % above the optimum`;
  return above > 0.01 ? `**${text}: not trained to 1 %**` : text;
}
