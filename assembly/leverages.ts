/** Leverages of the rows of a tile: four numbers of Sᵀx for four rows at a time stay in registers. */
import { COLUMN_BYTES } from './tiles';

@inline
function addSquares(out: usize, a: v128, b: v128, c: v128, d: v128): void {
  let sum = v128.load(out);
  sum = f64x2.add(sum, f64x2.mul(a, a));
  sum = f64x2.add(sum, f64x2.mul(b, b));
  sum = f64x2.add(sum, f64x2.mul(c, c));
  v128.store(out, f64x2.add(sum, f64x2.mul(d, d)));
}

/**
 * Adds ‖Sᵀx‖² of each row to out [128]. `columns` is a multiple of four; s holds for each four columns of the upper
 * triangular S their rows down to the diagonal, four numbers each.
 */
export function addLeverages(high: usize, columns: i32, s: usize, out: usize): void {
  const zero = f64x2.splat(0);
  let block = s;
  for (let j = 4; j <= columns; j += 4) {
    const end = high + <usize>j * COLUMN_BYTES;
    for (let i: usize = 0; i < COLUMN_BYTES; i += 32) {
      let a0 = zero;
      let a1 = zero;
      let b0 = zero;
      let b1 = zero;
      let c0 = zero;
      let c1 = zero;
      let d0 = zero;
      let d1 = zero;
      let from = block;
      for (let x = high + i; x < end; x += COLUMN_BYTES) {
        const u = v128.load(x);
        const v = v128.load(x, 16);
        let t = v128.load_splat<f64>(from);
        a0 = f64x2.add(a0, f64x2.mul(u, t));
        a1 = f64x2.add(a1, f64x2.mul(v, t));
        t = v128.load_splat<f64>(from, 8);
        b0 = f64x2.add(b0, f64x2.mul(u, t));
        b1 = f64x2.add(b1, f64x2.mul(v, t));
        t = v128.load_splat<f64>(from, 16);
        c0 = f64x2.add(c0, f64x2.mul(u, t));
        c1 = f64x2.add(c1, f64x2.mul(v, t));
        t = v128.load_splat<f64>(from, 24);
        d0 = f64x2.add(d0, f64x2.mul(u, t));
        d1 = f64x2.add(d1, f64x2.mul(v, t));
        from += 32;
      }
      addSquares(out + i, a0, b0, c0, d0);
      addSquares(out + i + 16, a1, b1, c1, d1);
    }
    block += <usize>j << 5;
  }
}
