/**
 * The bench's own random numbers: seeded, and apart from the product's, so that a change there changes no data here.
 * mulberry32 for uniforms; normals are a sum of 4 uniforms (Irwin and Hall), scaled: near enough for test data, and
 * without `Math.log`, whose last bits differ between machines.
 */

/** A stream of uniforms in [0, 1). */
export function uniforms(seed) {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), state | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** A stream of numbers of mean 0 and variance 1. */
export function normals(seed) {
  const uniform = uniforms(seed);
  const scale = Math.sqrt(3);
  return () => (uniform() + uniform() + uniform() + uniform() - 2) * scale;
}
