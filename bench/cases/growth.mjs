/** Ten times the rows in a cold process: time must grow no faster than the data. */
import { figuresOf, ratioOf } from '../figures.mjs';
import { inTurn } from '../measure.mjs';
import { cold, coldConfig, trainCommand } from '../subjects.mjs';

export const name = 'growth';

export async function run({ sizes, data, say, late }) {
  const subject = (rows) => {
    const { path } = data({ rows, features: 10 });
    return cold(`${rows} rows`, trainCommand({ config: coldConfig, data: path, out: `growth-${rows}.json` }));
  };
  const [few, many] = [sizes.manyRows / 10, sizes.manyRows];
  const measured = await inTurn([subject(few), subject(many)], {
    rounds: sizes.longRounds,
    warmUps: 0,
    say,
    late,
  });
  return {
    figures: figuresOf('CSV → model, 5 epochs', measured),
    values: [ratioOf('growth', measured, { over: `${many} rows`, under: `${few} rows` })],
  };
}
