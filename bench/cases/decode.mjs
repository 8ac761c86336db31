/**
 * CSV → float64 in memory, warm, in process. chainrule's time includes the hash of the file and the moments of the
 * columns, which no peer computes.
 */
import { figuresOf, ratioOf } from '../figures.mjs';
import { inTurn } from '../measure.mjs';
import { threads, warm, warmPeer } from '../subjects.mjs';

export const name = 'decode';

export async function run({ sizes, data, peers, say, late }) {
  const figures = [];
  const values = [];
  for (const quoted of [false, true]) {
    const { path, bytes } = data({ rows: sizes.rows, features: 10, quoted });
    const measured = await inTurn(
      [
        warm('chainrule', 'decode.mjs', [path, threads]),
        warmPeer('DuckDB', ['duckdb'], peers, 'decode.py', ['duckdb', path]),
        warmPeer('polars', ['polars'], peers, 'decode.py', ['polars', path]),
        warmPeer('pandas', ['pandas'], peers, 'decode.py', ['pandas', path]),
      ],
      { rounds: sizes.rounds, warmUps: sizes.warmUps, say, late },
    );
    const what = `CSV of ${(bytes / 1e6).toFixed(0)} MB${quoted ? ', every cell quoted' : ''}`;
    figures.push(...figuresOf(what, measured));
    const against = (target, over) => values.push(ratioOf(target, measured, { over, under: 'chainrule' }));
    if (quoted) {
      against('decode/quoted/duckdb', 'DuckDB');
    } else {
      against('decode/duckdb', 'DuckDB');
      against('decode/polars', 'polars');
      against('decode/pandas', 'pandas');
    }
  }
  return { figures, values };
}
