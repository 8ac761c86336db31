/** A small file, cold: what starting costs, against Node's own start. */
import { join } from 'node:path';
import { figuresOf, ratioOf } from '../figures.mjs';
import { inTurn } from '../measure.mjs';
import { cold, trainCommand } from '../subjects.mjs';

export const name = 'start';

const root = join(import.meta.dirname, '..', '..');
export const diabetes = {
  config: join(root, 'configs', 'ridge.yaml'),
  data: join(root, 'data', 'diabetes.csv'),
};

export async function run({ sizes, say, late }) {
  const measured = await inTurn(
    [
      cold('chainrule', trainCommand({ ...diabetes, out: 'start.json' })),
      cold('node -e 0', { command: process.execPath, args: ['-e', '0'] }),
    ],
    { rounds: 2 * sizes.rounds, warmUps: 2, say, late },
  );
  return {
    figures: figuresOf('data/diabetes.csv, configs/ridge.yaml', measured),
    values: [ratioOf('start', measured, { over: 'chainrule', under: 'node -e 0' })],
  };
}
