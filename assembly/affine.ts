/**
 * out = Mx + c for many rows x and one M [n, p], and its partials. Rows are taken four at a time, columns in pairs.
 *
 * Order of a dot product: four sums over the columns j ≡ 0, 1, 2, 3 (mod 4), a remaining pair into the first two, then
 * (s0 + s2) + (s1 + s3), the last odd column, c. Order of a sum over rows: from 0, four rows at a time as
 * (g0 + g1) + (g2 + g3), the remaining rows one by one.
 */

import { fewBackward, fewForward, MOST_COLUMNS } from './few';

/** Up to this many columns the forward product takes four rows at once; longer rows are read one after the other. */
const FEW = 32;

const ADD = 0;
const WRITE = 1;
const BEGIN = 2;

@inline
export function dot(m: usize, x: usize, p: i32): f64 {
  const fours = <usize>(p >> 2) << 5;
  let s = f64x2.splat(0);
  let t = f64x2.splat(0);
  let j: usize = 0;
  for (; j < fours; j += 32) {
    s = f64x2.add(s, f64x2.mul(v128.load(m + j), v128.load(x + j)));
    t = f64x2.add(t, f64x2.mul(v128.load(m + j, 16), v128.load(x + j, 16)));
  }
  if (p & 2) {
    s = f64x2.add(s, f64x2.mul(v128.load(m + j), v128.load(x + j)));
    j += 16;
  }
  s = f64x2.add(s, t);
  let sum = f64x2.extract_lane(s, 0) + f64x2.extract_lane(s, 1);
  if (p & 1) sum += load<f64>(m + j) * load<f64>(x + j);
  return sum;
}

/** `c` is 0 where there is none: adding −0 then changes nothing. */
export function affineForward(M: usize, x: usize, c: usize, out: usize, rows: i32, n: i32, p: i32): void {
  const width = <usize>p << 3;
  const step = <usize>n << 3;
  const fours = <usize>(p >> 2) << 5;
  for (let k = 0; k < n; k++) {
    const m = M + <usize>k * width;
    const shift = c == 0 ? reinterpret<f64>(0x8000000000000000) : load<f64>(c + (<usize>k << 3));
    let to = out + (<usize>k << 3);
    let x0 = x;
    let row = 0;
    if (p >= 2 && p <= MOST_COLUMNS) {
      row = rows & ~1;
      fewForward(m, x, shift, to, row, step, p);
      to += <usize>row * step;
      x0 += <usize>row * width;
    }
    const whole = p <= FEW ? rows & ~3 : 0;
    for (; row < whole; row += 4) {
      const x1 = x0 + width;
      const x2 = x1 + width;
      const x3 = x2 + width;
      let s0 = f64x2.splat(0);
      let s1 = f64x2.splat(0);
      let s2 = f64x2.splat(0);
      let s3 = f64x2.splat(0);
      let t0 = f64x2.splat(0);
      let t1 = f64x2.splat(0);
      let t2 = f64x2.splat(0);
      let t3 = f64x2.splat(0);
      let j: usize = 0;
      for (; j < fours; j += 32) {
        const a = v128.load(m + j);
        s0 = f64x2.add(s0, f64x2.mul(a, v128.load(x0 + j)));
        s1 = f64x2.add(s1, f64x2.mul(a, v128.load(x1 + j)));
        s2 = f64x2.add(s2, f64x2.mul(a, v128.load(x2 + j)));
        s3 = f64x2.add(s3, f64x2.mul(a, v128.load(x3 + j)));
        const b = v128.load(m + j, 16);
        t0 = f64x2.add(t0, f64x2.mul(b, v128.load(x0 + j, 16)));
        t1 = f64x2.add(t1, f64x2.mul(b, v128.load(x1 + j, 16)));
        t2 = f64x2.add(t2, f64x2.mul(b, v128.load(x2 + j, 16)));
        t3 = f64x2.add(t3, f64x2.mul(b, v128.load(x3 + j, 16)));
      }
      if (p & 2) {
        const a = v128.load(m + j);
        s0 = f64x2.add(s0, f64x2.mul(a, v128.load(x0 + j)));
        s1 = f64x2.add(s1, f64x2.mul(a, v128.load(x1 + j)));
        s2 = f64x2.add(s2, f64x2.mul(a, v128.load(x2 + j)));
        s3 = f64x2.add(s3, f64x2.mul(a, v128.load(x3 + j)));
        j += 16;
      }
      s0 = f64x2.add(s0, t0);
      s1 = f64x2.add(s1, t1);
      s2 = f64x2.add(s2, t2);
      s3 = f64x2.add(s3, t3);
      let s01 = f64x2.add(v128.shuffle<f64>(s0, s1, 0, 2), v128.shuffle<f64>(s0, s1, 1, 3));
      let s23 = f64x2.add(v128.shuffle<f64>(s2, s3, 0, 2), v128.shuffle<f64>(s2, s3, 1, 3));
      if (p & 1) {
        const a = f64x2.splat(load<f64>(m + j));
        const x01 = f64x2.replace_lane(f64x2.splat(load<f64>(x0 + j)), 1, load<f64>(x1 + j));
        const x23 = f64x2.replace_lane(f64x2.splat(load<f64>(x2 + j)), 1, load<f64>(x3 + j));
        s01 = f64x2.add(s01, f64x2.mul(a, x01));
        s23 = f64x2.add(s23, f64x2.mul(a, x23));
      }
      s01 = f64x2.add(s01, f64x2.splat(shift));
      s23 = f64x2.add(s23, f64x2.splat(shift));
      if (n == 1) {
        v128.store(to, s01);
        v128.store(to, s23, 16);
      } else {
        store<f64>(to, f64x2.extract_lane(s01, 0));
        store<f64>(to + step, f64x2.extract_lane(s01, 1));
        store<f64>(to + 2 * step, f64x2.extract_lane(s23, 0));
        store<f64>(to + 3 * step, f64x2.extract_lane(s23, 1));
      }
      to += step << 2;
      x0 = x3 + width;
    }
    for (; row < rows; row++) {
      store<f64>(to, dot(m, x0, p) + shift);
      to += step;
      x0 += width;
    }
  }
}

/** Adds Σ gᵢxᵢ over four rows to d. */
@inline
function addFourRows(d: usize, x0: usize, width: usize, p: i32, g0: f64, g1: f64, g2: f64, g3: f64): void {
  const x1 = x0 + width;
  const x2 = x1 + width;
  const x3 = x2 + width;
  const h0 = f64x2.splat(g0);
  const h1 = f64x2.splat(g1);
  const h2 = f64x2.splat(g2);
  const h3 = f64x2.splat(g3);
  const fours = <usize>(p >> 2) << 5;
  let j: usize = 0;
  for (; j < fours; j += 32) {
    const a = f64x2.add(f64x2.mul(h0, v128.load(x0 + j)), f64x2.mul(h1, v128.load(x1 + j)));
    const b = f64x2.add(f64x2.mul(h2, v128.load(x2 + j)), f64x2.mul(h3, v128.load(x3 + j)));
    v128.store(d + j, f64x2.add(v128.load(d + j), f64x2.add(a, b)));
    const e = f64x2.add(f64x2.mul(h0, v128.load(x0 + j, 16)), f64x2.mul(h1, v128.load(x1 + j, 16)));
    const f = f64x2.add(f64x2.mul(h2, v128.load(x2 + j, 16)), f64x2.mul(h3, v128.load(x3 + j, 16)));
    v128.store(d + j, f64x2.add(v128.load(d + j, 16), f64x2.add(e, f)), 16);
  }
  if (p & 2) {
    const a = f64x2.add(f64x2.mul(h0, v128.load(x0 + j)), f64x2.mul(h1, v128.load(x1 + j)));
    const b = f64x2.add(f64x2.mul(h2, v128.load(x2 + j)), f64x2.mul(h3, v128.load(x3 + j)));
    v128.store(d + j, f64x2.add(v128.load(d + j), f64x2.add(a, b)));
    j += 16;
  }
  if (p & 1) {
    const a = g0 * load<f64>(x0 + j) + g1 * load<f64>(x1 + j);
    const b = g2 * load<f64>(x2 + j) + g3 * load<f64>(x3 + j);
    store<f64>(d + j, load<f64>(d + j) + (a + b));
  }
}

/** Adds gx to d, or writes it there, or its sum with 0: that of −0 is 0. */
@inline
function addScaled(d: usize, x: usize, p: i32, g: f64, how: i32): void {
  const h = f64x2.splat(g);
  const pairs = <usize>(p >> 1) << 4;
  let j: usize = 0;
  for (; j < pairs; j += 16) {
    const product = f64x2.mul(h, v128.load(x + j));
    if (how == WRITE) v128.store(d + j, product);
    else v128.store(d + j, f64x2.add(how == ADD ? v128.load(d + j) : f64x2.splat(0), product));
  }
  if (p & 1) {
    const product = g * load<f64>(x + j);
    if (how == WRITE) store<f64>(d + j, product);
    else store<f64>(d + j, (how == ADD ? load<f64>(d + j) : 0) + product);
  }
}

/** Writes Σ over rows of ∂J/∂M and ∂J/∂c, and ∂J/∂x row by row; an address of 0 is a partial that is not wanted. */
export function affineBackward(
  dOut: usize,
  M: usize,
  x: usize,
  dM: usize,
  dx: usize,
  dc: usize,
  rows: i32,
  n: i32,
  p: i32,
): void {
  const width = <usize>p << 3;
  const step = <usize>n << 3;
  const whole = rows & ~3;
  if (dM != 0) {
    let g = dOut;
    let from = x;
    const few = p >= 2 && p <= MOST_COLUMNS;
    if (few) {
      for (let k = 0; k < n; k++) {
        fewBackward(dOut + (<usize>k << 3), step, x, dM + <usize>k * width, whole, p);
      }
      g += <usize>whole * step;
      from += <usize>whole * width;
    } else if (whole > 0 || rows == 0) memory.fill(dM, 0, <usize>n * width);
    for (let row = few ? whole : 0; row < whole; row += 4) {
      for (let k = 0; k < n; k++) {
        const at = g + (<usize>k << 3);
        const g0 = load<f64>(at);
        const g1 = load<f64>(at + step);
        const g2 = load<f64>(at + 2 * step);
        const g3 = load<f64>(at + 3 * step);
        addFourRows(dM + <usize>k * width, from, width, p, g0, g1, g2, g3);
      }
      g += step << 2;
      from += width << 2;
    }
    for (let row = whole; row < rows; row++) {
      for (let k = 0; k < n; k++) {
        const to = dM + <usize>k * width;
        const slope = load<f64>(g + (<usize>k << 3));
        if (row == 0 && !few) addScaled(to, from, p, slope, BEGIN);
        else addScaled(to, from, p, slope, ADD);
      }
      g += step;
      from += width;
    }
  }
  if (dx != 0) {
    let g = dOut;
    let to = dx;
    for (let row = 0; row < rows; row++) {
      for (let k = 0; k < n; k++) addScaled(to, M + <usize>k * width, p, load<f64>(g + (<usize>k << 3)), k == 0 ? WRITE : ADD);
      g += step;
      to += width;
    }
  }
  if (dc != 0) sumOverRows(dOut, dc, rows, n);
}

/** Writes Σ over rows of a [rows, size], in the order of all sums over rows. */
export function sumOverRows(a: usize, out: usize, rows: i32, size: i32): void {
  const step = <usize>size << 3;
  const whole = rows & ~3;
  let at = a;
  if (size == 1) {
    let sum: f64 = 0;
    for (let row = 0; row < whole; row += 4) {
      sum += load<f64>(at) + load<f64>(at, 8) + (load<f64>(at, 16) + load<f64>(at, 24));
      at += 32;
    }
    for (let row = whole; row < rows; row++) {
      sum += load<f64>(at);
      at += 8;
    }
    store<f64>(out, sum);
    return;
  }
  // A product with 1 is exact.
  memory.fill(out, 0, step);
  for (let row = 0; row < whole; row += 4) {
    addFourRows(out, at, step, size, 1, 1, 1, 1);
    at += step << 2;
  }
  for (let row = whole; row < rows; row++) {
    addScaled(out, at, size, 1, ADD);
    at += step;
  }
}
