/**
 * The exact solver with its certificate: decoding and solving against decoding alone, and over rows in memory against
 * numpy's normal equations, its least squares and scikit-learn's Ridge, which prove nothing.
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
  const ridges = [];
  for (const [n, d] of sizes.ridgeShapes) {
    const measured = await inTurn(
      [
        warm('chainrule, certified', 'exact.mjs', [n, d, threads]),
        warmPeer('Ridge, cholesky', ['scikit-learn'], peers, 'ridge.py', [n, d]),
      ],
      { rounds: longRounds, warmUps: 2, say, late },
    );
    const key = d > n ? 'exact/wide' : d > 100 ? 'exact/ridge/many' : 'exact/ridge/few';
    const { value, note } = ratioOf(key, measured, {
      over: 'chainrule, certified',
      under: 'Ridge, cholesky',
    });
    ridges.push({ key, value, note, shape: `${n} × ${d}`, measured });
  }
  const [{ median, missing }] = whole;
  return {
    figures: [
      ...figuresOf(`decoding ${sizes.rows} × 10`, whole, { key: 'decoding' }),
      ...figuresOf(`decoding and solving ${sizes.rows} × 10`, whole),
      ...figuresOf(`solving ${rows} × 100 in memory`, solving),
      ...ridges.flatMap(({ shape, measured }) => figuresOf(`solving ${shape} in memory`, measured)),
    ],
    values: [
      missing === undefined
        ? { key: 'exact/decode', value: median.seconds / median.decoding }
        : { key: 'exact/decode', note: missing },
      ratioOf('exact/normal', solving, { over: 'chainrule, certified', under: 'normal equations' }),
      ratioOf('exact/lstsq', solving, { over: 'lstsq', under: 'chainrule, certified' }),
      worstOf('exact/ridge/few', ridges),
      worstOf('exact/ridge/many', ridges),
    ],
  };
}

/** The largest ratio of a key, with its shape. */
function worstOf(key, ridges) {
  const some = ridges.filter((each) => each.key === key);
  const missing = some.find(({ value }) => value === undefined);
  if (missing !== undefined) return { key, note: missing.note };
  const worst = some.reduce((a, b) => (a.value > b.value ? a : b));
  return { key, value: worst.value, note: worst.shape };
}
