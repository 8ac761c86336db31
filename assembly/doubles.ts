/**
 * Sums and products in double-double over the rows of a tile: two-sum, Veltkamp's splitting, Dekker's two-product.
 * Flat arrays of double-doubles hold all high words, then all low words. The last low-order terms of every sum are
 * written in the order of the twins in src/kernels/plain-tiles.ts.
 */
import { COLUMN_BYTES } from './tiles';

/** 2²⁷ + 1. */
const SPLITTER: f64 = 134217729;

/** The upper half of each number. */
@inline
export function headOf(value: v128): v128 {
  const c = f64x2.mul(f64x2.splat(SPLITTER), value);
  return f64x2.sub(c, f64x2.sub(c, value));
}

/** What rounding took off s = a + b. */
@inline
export function sumError(a: v128, b: v128, s: v128): v128 {
  const t = f64x2.sub(s, a);
  return f64x2.add(f64x2.sub(a, f64x2.sub(s, t)), f64x2.sub(b, t));
}

/** What rounding took off p = (uh + ul)(vh + vl). */
@inline
export function productError(uh: v128, ul: v128, vh: v128, vl: v128, p: v128): v128 {
  const e = f64x2.add(f64x2.sub(f64x2.mul(uh, vh), p), f64x2.mul(uh, vl));
  return f64x2.add(f64x2.add(e, f64x2.mul(ul, vh)), f64x2.mul(ul, vl));
}

/** The sums over even and over odd rows become one. */
@inline
function fold(hi: v128, lo: v128, out: usize, lows: usize): void {
  const a = f64x2.extract_lane(hi, 0);
  const b = f64x2.extract_lane(hi, 1);
  const s = a + b;
  const t = s - a;
  store<f64>(out, s);
  store<f64>(out + lows, f64x2.extract_lane(lo, 0) + f64x2.extract_lane(lo, 1) + (a - (s - t) + (b - t)));
}

/** Σ x̃ and Σ x̃² of each column: out holds [2, columns] double-doubles. */
export function tileSpread(high: usize, low: usize, columns: i32, out: usize): void {
  const lows = <usize>columns << 4;
  for (let j = 0; j < columns; j++) {
    let hi = f64x2.splat(0);
    let lo = hi;
    let hi2 = hi;
    let lo2 = hi;
    const start = <usize>j * COLUMN_BYTES;
    for (let i = start; i < start + COLUMN_BYTES; i += 16) {
      const u = v128.load(high + i);
      const rest = v128.load(low + i);
      const s = f64x2.add(hi, u);
      lo = f64x2.add(lo, f64x2.add(sumError(hi, u, s), rest));
      hi = s;
      const uh = headOf(u);
      const ul = f64x2.sub(u, uh);
      const p = f64x2.mul(u, u);
      const q = f64x2.add(hi2, p);
      const twice = f64x2.mul(f64x2.add(uh, uh), ul);
      const e = f64x2.add(f64x2.add(f64x2.sub(f64x2.mul(uh, uh), p), twice), f64x2.mul(ul, ul));
      const more = f64x2.add(e, f64x2.mul(f64x2.add(u, u), rest));
      lo2 = f64x2.add(lo2, f64x2.add(sumError(hi2, p, q), more));
      hi2 = q;
    }
    const to = out + (<usize>j << 3);
    fold(hi, lo, to, lows);
    fold(hi2, lo2, to + (<usize>columns << 3), lows);
  }
}

/**
 * r = ỹ − β − Σ vⱼx̃ⱼ of the tile's rows, ỹ being column d, 0 from row `count` on; `point` is v [d] and β as flat
 * double-doubles. `residuals` holds r's high words, low words, and the halves of the high words, a column each.
 */
export function tileResiduals(high: usize, low: usize, d: i32, count: i32, point: usize, residuals: usize): void {
  const lows = (<usize>d + 1) << 3;
  const ofBeta = point + (<usize>d << 3);
  const beta = v128.load_splat<f64>(ofBeta);
  const betaLow = v128.load_splat<f64>(ofBeta + lows);
  const y = <usize>d * COLUMN_BYTES;
  for (let i: usize = 0; i < COLUMN_BYTES; i += 16) {
    const a = v128.load(high + y + i);
    const s = f64x2.sub(a, beta);
    const t = f64x2.sub(s, a);
    const e = f64x2.sub(f64x2.sub(a, f64x2.sub(s, t)), f64x2.add(beta, t));
    v128.store(residuals + i, s);
    v128.store(residuals + i, f64x2.add(f64x2.sub(v128.load(low + y + i), betaLow), e), COLUMN_BYTES);
  }
  for (let j = 0; j < d; j++) {
    const ofV = point + (<usize>j << 3);
    const v = v128.load_splat<f64>(ofV);
    const vLow = v128.load_splat<f64>(ofV + lows);
    const vh = headOf(v);
    const vl = f64x2.sub(v, vh);
    const column = <usize>j * COLUMN_BYTES;
    for (let i: usize = 0; i < COLUMN_BYTES; i += 16) {
      const u = v128.load(high + column + i);
      const uh = headOf(u);
      const ul = f64x2.sub(u, uh);
      const p = f64x2.mul(v, u);
      const a = v128.load(residuals + i);
      const s = f64x2.sub(a, p);
      const t = f64x2.sub(s, a);
      const e = f64x2.sub(f64x2.sub(a, f64x2.sub(s, t)), f64x2.add(p, t));
      const small = f64x2.add(f64x2.mul(v, v128.load(low + column + i)), f64x2.mul(vLow, u));
      const off = f64x2.sub(e, f64x2.add(productError(uh, ul, vh, vl, p), small));
      v128.store(residuals + i, s);
      v128.store(residuals + i, f64x2.add(v128.load(residuals + i, COLUMN_BYTES), off), COLUMN_BYTES);
    }
  }
  for (let i: usize = 0; i < COLUMN_BYTES; i += 16) {
    const r = v128.load(residuals + i);
    const rest = v128.load(residuals + i, COLUMN_BYTES);
    const s = f64x2.add(r, rest);
    v128.store(residuals + i, s);
    v128.store(residuals + i, f64x2.sub(rest, f64x2.sub(s, r)), COLUMN_BYTES);
  }
  const used = <usize>count << 3;
  memory.fill(residuals + used, 0, COLUMN_BYTES - used);
  memory.fill(residuals + COLUMN_BYTES + used, 0, COLUMN_BYTES - used);
  for (let i: usize = 0; i < COLUMN_BYTES; i += 16) {
    const r = v128.load(residuals + i);
    const head = headOf(r);
    v128.store(residuals + i, head, 2 * COLUMN_BYTES);
    v128.store(residuals + i, f64x2.sub(r, head), 3 * COLUMN_BYTES);
  }
}

/** Σ of a column times the residuals: Dot2 (T. Ogita, S. M. Rump, S. Oishi, 2005) with the low words' terms added. */
@inline
function withResiduals(high: usize, low: usize, residuals: usize, out: usize, lows: usize): void {
  let hi = f64x2.splat(0);
  let lo = hi;
  for (let i: usize = 0; i < COLUMN_BYTES; i += 16) {
    const u = v128.load(high + i);
    const r = v128.load(residuals + i);
    const uh = headOf(u);
    const ul = f64x2.sub(u, uh);
    const p = f64x2.mul(u, r);
    const s = f64x2.add(hi, p);
    const small = f64x2.add(
      f64x2.mul(u, v128.load(residuals + i, COLUMN_BYTES)),
      f64x2.mul(v128.load(low + i), r),
    );
    const rh = v128.load(residuals + i, 2 * COLUMN_BYTES);
    const rl = v128.load(residuals + i, 3 * COLUMN_BYTES);
    const e = f64x2.add(productError(uh, ul, rh, rl, p), small);
    lo = f64x2.add(lo, f64x2.add(sumError(hi, p, s), e));
    hi = s;
  }
  fold(hi, lo, out, lows);
}

/** Σ x̃ⱼr [d], Σ r, Σ r² as d + 2 double-doubles. */
export function tileGradient(high: usize, low: usize, d: i32, residuals: usize, out: usize): void {
  const lows = (<usize>d + 2) << 3;
  for (let j = 0; j < d; j++) {
    const column = <usize>j * COLUMN_BYTES;
    withResiduals(high + column, low + column, residuals, out + (<usize>j << 3), lows);
  }
  let hi = f64x2.splat(0);
  let lo = hi;
  for (let i: usize = 0; i < COLUMN_BYTES; i += 16) {
    const r = v128.load(residuals + i);
    const s = f64x2.add(hi, r);
    lo = f64x2.add(lo, f64x2.add(sumError(hi, r, s), v128.load(residuals + i, COLUMN_BYTES)));
    hi = s;
  }
  const to = out + (<usize>d << 3);
  fold(hi, lo, to, lows);
  withResiduals(residuals, residuals + COLUMN_BYTES, residuals, to + 8, lows);
}

/** Σ x̃ⱼx̃ₖ for j ≤ k, row by row of the upper triangle, as flat double-doubles; `head` is filled in. */
export function tileProducts(high: usize, low: usize, columns: i32, head: usize, out: usize): void {
  const size = <usize>columns * COLUMN_BYTES;
  for (let i: usize = 0; i < size; i += 16) v128.store(head + i, headOf(v128.load(high + i)));
  const lows = (<usize>columns * (<usize>columns + 1)) << 2;
  let to = out;
  for (let a: usize = 0; a < size; a += COLUMN_BYTES) {
    for (let b = a; b < size; b += COLUMN_BYTES) {
      let hi = f64x2.splat(0);
      let lo = hi;
      for (let i: usize = 0; i < COLUMN_BYTES; i += 16) {
        const u = v128.load(high + a + i);
        const v = v128.load(high + b + i);
        const uh = v128.load(head + a + i);
        const vh = v128.load(head + b + i);
        const p = f64x2.mul(u, v);
        const s = f64x2.add(hi, p);
        const small = f64x2.add(
          f64x2.mul(u, v128.load(low + b + i)),
          f64x2.mul(v128.load(low + a + i), v),
        );
        const e = f64x2.add(productError(uh, f64x2.sub(u, uh), vh, f64x2.sub(v, vh), p), small);
        lo = f64x2.add(lo, f64x2.add(sumError(hi, p, s), e));
        hi = s;
      }
      fold(hi, lo, to, lows);
      to += 8;
    }
  }
}

/** One or two double-doubles of addDoubles. */
@inline
function addAt(left: usize, right: usize, lows: usize, one: bool): void {
  const a = one ? v128.load64_zero(left) : v128.load(left);
  const b = one ? v128.load64_zero(right) : v128.load(right);
  const c = one ? v128.load64_zero(left + lows) : v128.load(left + lows);
  const d = one ? v128.load64_zero(right + lows) : v128.load(right + lows);
  const s = f64x2.add(a, b);
  const t = f64x2.add(c, d);
  const first = f64x2.add(sumError(a, b, s), t);
  const v = f64x2.add(s, first);
  const rest = f64x2.add(sumError(c, d, t), f64x2.sub(first, f64x2.sub(v, s)));
  const w = f64x2.add(v, rest);
  const off = f64x2.sub(rest, f64x2.sub(w, v));
  if (one) {
    v128.store64_lane(left, w, 0);
    v128.store64_lane(left + lows, off, 0);
  } else {
    v128.store(left, w);
    v128.store(left + lows, off);
  }
}

/** left += right, `count` double-doubles. */
export function addDoubles(left: usize, right: usize, count: i32): void {
  const lows = <usize>count << 3;
  let k: usize = 0;
  for (; k + 16 <= lows; k += 16) addAt(left + k, right + k, lows, false);
  if (k < lows) addAt(left + k, right + k, lows, true);
}
