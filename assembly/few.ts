/**
 * The affine products for rows of 2 to 17 columns, with M, or its partial, in registers all along the rows; the order of
 * sums is that of ./affine. Each number of pairs is compiled by itself: `pairs` is a literal in every call.
 */
export const MOST_COLUMNS = 17;

@inline
function rowSum(
  pairs: i32, x: usize, a: v128, b: v128, c: v128, d: v128, e: v128, f: v128, g: v128, h: v128,
): v128 {
  const zero = f64x2.splat(0);
  let s = f64x2.add(zero, f64x2.mul(a, v128.load(x)));
  let t = zero;
  if (pairs > 1) t = f64x2.add(zero, f64x2.mul(b, v128.load(x, 16)));
  if (pairs > 2) s = f64x2.add(s, f64x2.mul(c, v128.load(x, 32)));
  if (pairs > 3) t = f64x2.add(t, f64x2.mul(d, v128.load(x, 48)));
  if (pairs > 4) s = f64x2.add(s, f64x2.mul(e, v128.load(x, 64)));
  if (pairs > 5) t = f64x2.add(t, f64x2.mul(f, v128.load(x, 80)));
  if (pairs > 6) s = f64x2.add(s, f64x2.mul(g, v128.load(x, 96)));
  if (pairs > 7) t = f64x2.add(t, f64x2.mul(h, v128.load(x, 112)));
  return f64x2.add(s, t);
}

@inline
function forwardOf(pairs: i32, m: usize, x: usize, shift: f64, out: usize, rows: i32, step: usize, p: i32): void {
  const width = <usize>p << 3;
  const last = <usize>pairs << 4;
  const zero = f64x2.splat(0);
  const a = v128.load(m);
  const b = pairs > 1 ? v128.load(m, 16) : zero;
  const c = pairs > 2 ? v128.load(m, 32) : zero;
  const d = pairs > 3 ? v128.load(m, 48) : zero;
  const e = pairs > 4 ? v128.load(m, 64) : zero;
  const f = pairs > 5 ? v128.load(m, 80) : zero;
  const g = pairs > 6 ? v128.load(m, 96) : zero;
  const h = pairs > 7 ? v128.load(m, 112) : zero;
  const odd = p & 1;
  const end = odd ? load<f64>(m + last) : 0;
  const shifts = f64x2.splat(shift);
  for (let row = 0; row < rows; row += 2) {
    const y = x + width;
    const s = rowSum(pairs, x, a, b, c, d, e, f, g, h);
    const t = rowSum(pairs, y, a, b, c, d, e, f, g, h);
    let both = f64x2.add(v128.shuffle<f64>(s, t, 0, 2), v128.shuffle<f64>(s, t, 1, 3));
    if (odd) {
      const ends = f64x2.replace_lane(f64x2.splat(load<f64>(x + last)), 1, load<f64>(y + last));
      both = f64x2.add(both, f64x2.mul(f64x2.splat(end), ends));
    }
    both = f64x2.add(both, shifts);
    store<f64>(out, f64x2.extract_lane(both, 0));
    store<f64>(out + step, f64x2.extract_lane(both, 1));
    out += step << 1;
    x = y + width;
  }
}

/** `rows` is even; writes every `step` bytes. */
export function fewForward(m: usize, x: usize, shift: f64, out: usize, rows: i32, step: usize, p: i32): void {
  switch (p >> 1) {
    case 1: { forwardOf(1, m, x, shift, out, rows, step, p); break; }
    case 2: { forwardOf(2, m, x, shift, out, rows, step, p); break; }
    case 3: { forwardOf(3, m, x, shift, out, rows, step, p); break; }
    case 4: { forwardOf(4, m, x, shift, out, rows, step, p); break; }
    case 5: { forwardOf(5, m, x, shift, out, rows, step, p); break; }
    case 6: { forwardOf(6, m, x, shift, out, rows, step, p); break; }
    case 7: { forwardOf(7, m, x, shift, out, rows, step, p); break; }
    case 8: { forwardOf(8, m, x, shift, out, rows, step, p); break; }
  }
}

@inline
function four(d: v128, x: usize, y: usize, z: usize, w: usize, i: v128, j: v128, k: v128, l: v128): v128 {
  const a = f64x2.add(f64x2.mul(i, v128.load(x)), f64x2.mul(j, v128.load(y)));
  const b = f64x2.add(f64x2.mul(k, v128.load(z)), f64x2.mul(l, v128.load(w)));
  return f64x2.add(d, f64x2.add(a, b));
}

@inline
function backwardOf(pairs: i32, g: usize, step: usize, from: usize, to: usize, rows: i32, p: i32): void {
  const width = <usize>p << 3;
  const last = <usize>pairs << 4;
  const odd = p & 1;
  let a = f64x2.splat(0);
  let b = a;
  let c = a;
  let d = a;
  let e = a;
  let f = a;
  let q = a;
  let h = a;
  let end: f64 = 0;
  let x = from;
  for (let row = 0; row < rows; row += 4) {
    const y = x + width;
    const z = y + width;
    const w = z + width;
    const i = v128.load_splat<f64>(g);
    const j = v128.load_splat<f64>(g + step);
    const k = v128.load_splat<f64>(g + 2 * step);
    const l = v128.load_splat<f64>(g + 3 * step);
    a = four(a, x, y, z, w, i, j, k, l);
    if (pairs > 1) b = four(b, x + 16, y + 16, z + 16, w + 16, i, j, k, l);
    if (pairs > 2) c = four(c, x + 32, y + 32, z + 32, w + 32, i, j, k, l);
    if (pairs > 3) d = four(d, x + 48, y + 48, z + 48, w + 48, i, j, k, l);
    if (pairs > 4) e = four(e, x + 64, y + 64, z + 64, w + 64, i, j, k, l);
    if (pairs > 5) f = four(f, x + 80, y + 80, z + 80, w + 80, i, j, k, l);
    if (pairs > 6) q = four(q, x + 96, y + 96, z + 96, w + 96, i, j, k, l);
    if (pairs > 7) h = four(h, x + 112, y + 112, z + 112, w + 112, i, j, k, l);
    if (odd) {
      const first = f64x2.extract_lane(i, 0) * load<f64>(x + last) + f64x2.extract_lane(j, 0) * load<f64>(y + last);
      const second = f64x2.extract_lane(k, 0) * load<f64>(z + last) + f64x2.extract_lane(l, 0) * load<f64>(w + last);
      end += first + second;
    }
    g += step << 2;
    x = w + width;
  }
  v128.store(to, a);
  if (pairs > 1) v128.store(to, b, 16);
  if (pairs > 2) v128.store(to, c, 32);
  if (pairs > 3) v128.store(to, d, 48);
  if (pairs > 4) v128.store(to, e, 64);
  if (pairs > 5) v128.store(to, f, 80);
  if (pairs > 6) v128.store(to, q, 96);
  if (pairs > 7) v128.store(to, h, 112);
  if (odd) store<f64>(to + last, end);
}

/** Writes Σ g·x over `rows` rows, a multiple of four; the next g is `step` bytes on. */
export function fewBackward(g: usize, step: usize, x: usize, to: usize, rows: i32, p: i32): void {
  switch (p >> 1) {
    case 1: { backwardOf(1, g, step, x, to, rows, p); break; }
    case 2: { backwardOf(2, g, step, x, to, rows, p); break; }
    case 3: { backwardOf(3, g, step, x, to, rows, p); break; }
    case 4: { backwardOf(4, g, step, x, to, rows, p); break; }
    case 5: { backwardOf(5, g, step, x, to, rows, p); break; }
    case 6: { backwardOf(6, g, step, x, to, rows, p); break; }
    case 7: { backwardOf(7, g, step, x, to, rows, p); break; }
    case 8: { backwardOf(8, g, step, x, to, rows, p); break; }
  }
}
