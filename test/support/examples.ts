/** Seeded examples: standardized-looking features, and an outcome that is linear in them up to noise. */
import { random } from '#chainrule/random.js';
import type { Examples } from '#chainrule/train/rows.js';

export function linearExamples(
  rows: number,
  features: number,
  seed = 1,
): Examples & { readonly rows: number } {
  const source = random(seed, 'examples');
  const draw = () => 4 * source.uniform() - 2;
  const xs = Float64Array.from({ length: rows * features }, draw);
  const ys = Float64Array.from({ length: rows }, (_, row) => {
    const signal = Array.from({ length: features }, (__, j) => (j + 1) * (xs[row * features + j] ?? 0));
    return signal.reduce((sum, each) => sum + each, 3) + draw();
  });
  return { xs, ys, features, rows };
}
