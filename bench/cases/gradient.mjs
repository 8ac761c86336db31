/**
 * Forward and backward of the ridge graph over X in memory: one step whose minibatch is all rows, against numpy's two
 * products, and against a plain sum over memory (the faster of SIMD in two threads and OpenBLAS's x @ x).
 */
import { figuresOf, ratioOf } from '../figures.mjs';
import { inTurn } from '../measure.mjs';
import { threads, warm, warmPeer } from '../subjects.mjs';

export const name = 'gradient';

export async function run({ sizes, peers, say, late }) {
  const { rounds, warmUps } = sizes;
  const figures = [];
  const values = [];
  for (const features of [10, 100, 1000]) {
    const rows = sizes.gradientRows[features];
    const subjects = [
      warm('chainrule', 'gradient.mjs', [rows, features, threads]),
      warmPeer('numpy', ['numpy'], peers, 'gradient.py', [rows, features]),
    ];
    if (features === 100) subjects.push(...readers(sizes, peers));
    const measured = await inTurn(subjects, { rounds, warmUps, say, late });
    const gigabytes = (rows * features * 8) / 1e9;
    const [passes, reads] = [measured.slice(0, 2), measured.slice(2)];
    figures.push(...figuresOf(`X of ${rows} × ${features} (${gigabytes.toFixed(2)} GB)`, passes));
    values.push(ratioOf(`gradient/${features}`, measured, { over: 'numpy', under: 'chainrule' }));
    if (features !== 100) continue;
    figures.push(...figuresOf('plain read', reads, { key: 'rate', unit: 'GB/s' }));
    const rate = gigabytes / measured[0].median.seconds;
    values.push({ key: 'gradient/share', value: rate / fastest(reads), note: `${rate.toFixed(1)} GB/s` });
  }
  return { figures, values };
}

export function readers({ readBytes }, peers) {
  return [
    warm(`SIMD sum, ${threads} threads`, 'read-rate.mjs', [readBytes, threads]),
    warmPeer('OpenBLAS x @ x', ['numpy'], peers, 'read_rate.py', [readBytes]),
  ];
}

/** The highest of the median rates. */
export function fastest(reads) {
  return Math.max(...reads.map(({ median }) => median.rate ?? 0));
}
