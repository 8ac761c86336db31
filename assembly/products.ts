/** The Gram matrix of a tile in float64: four columns by two at a time stay in registers along the rows. */
import { COLUMN_BYTES } from './tiles';

@inline
function addTo(out: usize, first: v128, second: v128): void {
  const sums = f64x2.add(v128.shuffle<f64>(first, second, 0, 2), v128.shuffle<f64>(first, second, 1, 3));
  v128.store(out, f64x2.add(v128.load(out), sums));
}

/**
 * Adds Σ x̃ⱼx̃ₖ to out [columns, columns] for each k not below the four of j; what is below the diagonal there is to be
 * ignored. `columns` is a multiple of four.
 */
export function addProducts(high: usize, columns: i32, out: usize): void {
  const zero = f64x2.splat(0);
  for (let j = 0; j < columns; j += 4) {
    const a = high + <usize>j * COLUMN_BYTES;
    for (let k = j; k < columns; k += 2) {
      const b = high + <usize>k * COLUMN_BYTES;
      let s0 = zero;
      let s1 = zero;
      let s2 = zero;
      let s3 = zero;
      let t0 = zero;
      let t1 = zero;
      let t2 = zero;
      let t3 = zero;
      for (let i: usize = 0; i < COLUMN_BYTES; i += 16) {
        const u = v128.load(b + i);
        const v = v128.load(b + i, COLUMN_BYTES);
        let x = v128.load(a + i);
        s0 = f64x2.add(s0, f64x2.mul(x, u));
        t0 = f64x2.add(t0, f64x2.mul(x, v));
        x = v128.load(a + i, COLUMN_BYTES);
        s1 = f64x2.add(s1, f64x2.mul(x, u));
        t1 = f64x2.add(t1, f64x2.mul(x, v));
        x = v128.load(a + i, 2 * COLUMN_BYTES);
        s2 = f64x2.add(s2, f64x2.mul(x, u));
        t2 = f64x2.add(t2, f64x2.mul(x, v));
        x = v128.load(a + i, 3 * COLUMN_BYTES);
        s3 = f64x2.add(s3, f64x2.mul(x, u));
        t3 = f64x2.add(t3, f64x2.mul(x, v));
      }
      const width = <usize>columns << 3;
      let to = out + <usize>j * width + (<usize>k << 3);
      addTo(to, s0, t0);
      to += width;
      addTo(to, s1, t1);
      to += width;
      addTo(to, s2, t2);
      to += width;
      addTo(to, s3, t3);
    }
  }
}
