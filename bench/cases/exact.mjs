/**
 * The exact solver with its certificate: decoding and solving against decoding alone, and over rows in memory against
 * numpy's normal equations and its least squares, which prove nothing.
 */
import { figuresOf, ratioOf } from '../figures.mjs';
import { inTurn } from '../measure.mjs';
import { threads, warm, warmPeer } from '../subjects.mjs';

export const name = 'exact';

export async function run({ sizes, data, peers, say, late }) {
  const { rounds, warmUps, longRounds } = sizes;
  const { path } = data({ rows: sizes.rows, features: 10 });
  const whole = await inTurn([warm('chainrule', 'exact-file.mjs', [path, threads])], {
    ...{ rounds, warmUps, say, late },
  });
  const rows = sizes.gradientRows[100];
  const solving = await inTurn(
    [
      warm('chainrule, certified', 'exact.mjs', [rows, 100, threads]),
      warmPeer('normal equations', ['numpy'], peers, 'normal_equations.py', [rows, 100, 'normal']),
      warmPeer('lstsq', ['numpy'], peers, 'normal_equations.py', [rows, 100, 'lstsq']),
    ],
    { rounds: longRounds, warmUps: 1, say, late },
  );
  const [{ median, missing }] = whole;
  return {
    figures: [
      ...figuresOf(`decoding ${sizes.rows} × 10`, whole, { key: 'decoding' }),
      ...figuresOf(`decoding and solving ${sizes.rows} × 10`, whole),
      ...figuresOf(`solving ${rows} × 100 in memory`, solving),
    ],
    values: [
      missing === undefined
        ? { key: 'exact/decode', value: median.seconds / median.decoding }
        : { key: 'exact/decode', note: missing },
      ratioOf('exact/normal', solving, { over: 'chainrule, certified', under: 'normal equations' }),
      ratioOf('exact/lstsq', solving, { over: 'lstsq', under: 'chainrule, certified' }),
    ],
  };
}
