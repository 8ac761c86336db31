/** Two workers against one: decoding, and a full-batch gradient, which memory may hold back before the cores do. */
import { figuresOf, ratioOf } from '../figures.mjs';
import { inTurn } from '../measure.mjs';
import { warm } from '../subjects.mjs';
import { fastest, readers } from './gradient.mjs';

export const name = 'scaling';

const shareWanted = 0.6;

export async function run({ sizes, data, peers, say, late }) {
  const { rounds, warmUps } = sizes;
  const { path } = data({ rows: sizes.rows, features: 10 });
  const pair = (script, args) =>
    [1, 2].map((workers) => warm(`${workers} workers`, script, [...args, workers]));
  const decoding = await inTurn(pair('decode.mjs', [path]), { rounds, warmUps, say, late });

  const rows = sizes.gradientRows[100];
  const subjects = [...pair('gradient.mjs', [rows, 100]), ...readers(sizes, peers)];
  const measured = await inTurn(subjects, { rounds, warmUps, say, late });
  const [gradient, reads] = [measured.slice(0, 2), measured.slice(2)];
  const share = (rows * 100 * 8) / 1e9 / gradient[1].median.seconds / fastest(reads);
  const ratio = ratioOf('scaling/gradient', gradient, { over: '1 workers', under: '2 workers' });
  return {
    figures: [
      ...figuresOf(`decoding ${sizes.rows} × 10`, decoding),
      ...figuresOf(`full-batch gradient, ${rows} × 100`, gradient),
      ...figuresOf('plain read', reads, { key: 'rate', unit: 'GB/s' }),
    ],
    values: [
      ratioOf('scaling/decode', decoding, { over: '1 workers', under: '2 workers' }),
      {
        ...ratio,
        note: ratio.note ?? `${(100 * share).toFixed(0)} % of the read rate`,
        ...(share >= shareWanted && { reached: true }),
      },
    ],
  };
}
