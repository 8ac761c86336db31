/** The inverse of a Cholesky factor in float64, tile by tile. */
import { type Matrices, tileSize, tilesOf } from './matrices.js';

/**
 * S = R⁻¹, upper triangular, where A = RᵀR is k × k, and R takes the place of A's upper triangle; undefined as soon as a
 * pivot is not above `smallest` of its diagonal element, when A is too near to singular for float64.
 */
export async function inverseFactor(
  matrices: Matrices,
  a: Float64Array,
  k: number,
  smallest: number,
): Promise<Float64Array | undefined> {
  const s = matrices.allocate(k * k);
  const on = [a, s] as const;
  for (let row = 0; row < k; row += tileSize) {
    const to = Math.min(row + tileSize, k);
    const done = await matrices.run({ op: 'factorTile', on, k, from: row, to, smallest });
    if (done === 0) return undefined;
    const tiles = Math.ceil((k - to) / tileSize);
    const each = tileSize * Math.ceil(tiles / matrices.workers);
    const runs: Promise<number>[] = [];
    for (let from = to; from < k; from += each) {
      runs.push(matrices.run({ op: 'factorRow', on, k, row, from, to: Math.min(from + each, k) }));
    }
    await Promise.all(runs);
  }
  const columns = tilesOf(k).filter(({ from }) => from > 0);
  await Promise.all(columns.map((each) => matrices.run({ op: 'invertColumns', on, k, ...each })));
  return s;
}
