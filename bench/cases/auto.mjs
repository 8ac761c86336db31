/** `--workers auto` against `--workers 1`, cold: small and large files, small and large minibatches. */
import { figuresOf } from '../figures.mjs';
import { inTurn } from '../measure.mjs';
import { cold, coldConfig, trainCommand } from '../subjects.mjs';
import { diabetes } from './start.mjs';

export const name = 'auto';

export async function run({ sizes, data, say, late }) {
  const generated = (rows, batchSize) => ({
    what: `${rows} × 10, batchSize ${batchSize}`,
    config: coldConfig,
    data: data({ rows, features: 10 }).path,
    settings: { 'sgd.batchSize': batchSize },
  });
  const inputs = [
    { what: 'data/diabetes.csv', ...diabetes },
    generated(sizes.rows / 20, 64),
    generated(sizes.rows, 64),
    generated(sizes.rows, 32_768),
  ];
  const figures = [];
  let worst = { value: 0 };
  for (const { what, ...input } of inputs) {
    const subject = (workers) =>
      cold(
        `--workers ${workers}`,
        trainCommand({ ...input, out: 'auto.json', flags: ['--workers', workers] }),
      );
    const settings = { rounds: sizes.coldRounds, warmUps: 0, say, late };
    const measured = await inTurn([subject('auto'), subject('1')], settings);
    figures.push(...figuresOf(what, measured));
    const [auto, one] = measured;
    const value = auto.median.seconds / one.median.seconds;
    if (!(value <= worst.value)) worst = { value, note: auto.missing ?? one.missing ?? what };
  }
  return { figures, values: [{ key: 'auto', ...worst }] };
}
