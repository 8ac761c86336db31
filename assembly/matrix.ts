/**
 * Products and triangular factors of dense matrices, for the exact solver. Strides are in bytes; a matrix of
 * double-doubles is two of float64, high and low words. Every element has one sum, taken in the order of l from 0;
 * four rows by four columns at a time stay in registers. The twins are in test/kernels/plain-matrices.ts.
 */
import { headOf, productError, sumError } from './doubles';

/** One element of multiplyAdd. */
@inline
function element(a: usize, aColumn: usize, b: usize, bRow: usize, depth: i32): f64 {
  let sum: f64 = 0;
  for (let l = 0; l < depth; l++) {
    sum += load<f64>(a) * load<f64>(b);
    a += aColumn;
    b += bRow;
  }
  return sum;
}

@inline
function addTwo(c: usize, sign: v128, sum: v128): void {
  v128.store(c, f64x2.add(v128.load(c), f64x2.mul(sign, sum)));
}

/** C += sign·AB, where C is m × n, A(i, l) lies at a + i·aRow + l·aColumn, and rows of B and C are contiguous. */
export function multiplyAdd(
  sign: f64,
  a: usize,
  aRow: usize,
  aColumn: usize,
  b: usize,
  bRow: usize,
  c: usize,
  cRow: usize,
  m: i32,
  n: i32,
  depth: i32,
): void {
  const signs = f64x2.splat(sign);
  const zero = f64x2.splat(0);
  let i = 0;
  for (; i + 4 <= m; i += 4) {
    const a0 = a + <usize>i * aRow;
    const c0 = c + <usize>i * cRow;
    let j = 0;
    for (; j + 4 <= n; j += 4) {
      let s0 = zero;
      let s1 = zero;
      let s2 = zero;
      let s3 = zero;
      let t0 = zero;
      let t1 = zero;
      let t2 = zero;
      let t3 = zero;
      let from = a0;
      let by = b + (<usize>j << 3);
      for (let l = 0; l < depth; l++) {
        const u = v128.load(by);
        const v = v128.load(by, 16);
        let x = v128.load_splat<f64>(from);
        s0 = f64x2.add(s0, f64x2.mul(x, u));
        t0 = f64x2.add(t0, f64x2.mul(x, v));
        let row = from + aRow;
        x = v128.load_splat<f64>(row);
        s1 = f64x2.add(s1, f64x2.mul(x, u));
        t1 = f64x2.add(t1, f64x2.mul(x, v));
        row += aRow;
        x = v128.load_splat<f64>(row);
        s2 = f64x2.add(s2, f64x2.mul(x, u));
        t2 = f64x2.add(t2, f64x2.mul(x, v));
        row += aRow;
        x = v128.load_splat<f64>(row);
        s3 = f64x2.add(s3, f64x2.mul(x, u));
        t3 = f64x2.add(t3, f64x2.mul(x, v));
        from += aColumn;
        by += bRow;
      }
      let to = c0 + (<usize>j << 3);
      addTwo(to, signs, s0);
      addTwo(to + 16, signs, t0);
      to += cRow;
      addTwo(to, signs, s1);
      addTwo(to + 16, signs, t1);
      to += cRow;
      addTwo(to, signs, s2);
      addTwo(to + 16, signs, t2);
      to += cRow;
      addTwo(to, signs, s3);
      addTwo(to + 16, signs, t3);
    }
    for (; j < n; j++) {
      const by = b + (<usize>j << 3);
      for (let k: usize = 0; k < 4; k++) {
        const to = c0 + k * cRow + (<usize>j << 3);
        store<f64>(to, load<f64>(to) + sign * element(a0 + k * aRow, aColumn, by, bRow, depth));
      }
    }
  }
  for (; i < m; i++) {
    const a0 = a + <usize>i * aRow;
    const c0 = c + <usize>i * cRow;
    let j = 0;
    for (; j + 2 <= n; j += 2) {
      let sum = zero;
      let from = a0;
      let by = b + (<usize>j << 3);
      for (let l = 0; l < depth; l++) {
        sum = f64x2.add(sum, f64x2.mul(v128.load_splat<f64>(from), v128.load(by)));
        from += aColumn;
        by += bRow;
      }
      addTwo(c0 + (<usize>j << 3), signs, sum);
    }
    for (; j < n; j++) {
      const to = c0 + (<usize>j << 3);
      store<f64>(to, load<f64>(to) + sign * element(a0, aColumn, b + (<usize>j << 3), bRow, depth));
    }
  }
}

/**
 * C += AB in double-double, B in float64: Dot2 (T. Ogita, S. M. Rump, S. Oishi, 2005), whose running sum is C itself.
 * `lows` is the distance of A's low words from its high ones, and `cLows` that of C's.
 */
export function multiplyAddDoubles(
  a: usize,
  lows: usize,
  aRow: usize,
  aColumn: usize,
  b: usize,
  bRow: usize,
  c: usize,
  cLows: usize,
  cRow: usize,
  m: i32,
  n: i32,
  depth: i32,
): void {
  for (let i = 0; i < m; i++) {
    const a0 = a + <usize>i * aRow;
    const c0 = c + <usize>i * cRow;
    let j = 0;
    for (; j + 4 <= n; j += 4) {
      const to = c0 + (<usize>j << 3);
      let hi = v128.load(to);
      let lo = v128.load(to + cLows);
      let hi2 = v128.load(to + 16);
      let lo2 = v128.load(to + cLows + 16);
      let from = a0;
      let by = b + (<usize>j << 3);
      for (let l = 0; l < depth; l++) {
        const u = v128.load_splat<f64>(from);
        const low = v128.load_splat<f64>(from + lows);
        const uh = headOf(u);
        const ul = f64x2.sub(u, uh);
        let v = v128.load(by);
        let vh = headOf(v);
        let p = f64x2.mul(u, v);
        let s = f64x2.add(hi, p);
        let e = f64x2.add(productError(uh, ul, vh, f64x2.sub(v, vh), p), f64x2.mul(low, v));
        lo = f64x2.add(lo, f64x2.add(sumError(hi, p, s), e));
        hi = s;
        v = v128.load(by, 16);
        vh = headOf(v);
        p = f64x2.mul(u, v);
        s = f64x2.add(hi2, p);
        e = f64x2.add(productError(uh, ul, vh, f64x2.sub(v, vh), p), f64x2.mul(low, v));
        lo2 = f64x2.add(lo2, f64x2.add(sumError(hi2, p, s), e));
        hi2 = s;
        from += aColumn;
        by += bRow;
      }
      v128.store(to, hi);
      v128.store(to + cLows, lo);
      v128.store(to + 16, hi2);
      v128.store(to + cLows + 16, lo2);
    }
    for (; j < n; j++) {
      const to = c0 + (<usize>j << 3);
      let hi = v128.load64_zero(to);
      let lo = v128.load64_zero(to + cLows);
      let from = a0;
      let by = b + (<usize>j << 3);
      for (let l = 0; l < depth; l++) {
        const u = v128.load64_zero(from);
        const uh = headOf(u);
        const v = v128.load64_zero(by);
        const vh = headOf(v);
        const p = f64x2.mul(u, v);
        const s = f64x2.add(hi, p);
        const small = f64x2.mul(v128.load64_zero(from + lows), v);
        const e = f64x2.add(productError(uh, f64x2.sub(u, uh), vh, f64x2.sub(v, vh), p), small);
        lo = f64x2.add(lo, f64x2.add(sumError(hi, p, s), e));
        hi = s;
        from += aColumn;
        by += bRow;
      }
      v128.store64_lane(to, hi, 0);
      v128.store64_lane(to + cLows, lo, 0);
    }
  }
}

/**
 * R with RᵀR = A in place of A's upper triangle, n × n, and R⁻¹ in the upper triangle at `inverse`; rows of both lie
 * `stride` bytes apart. Returns 0, and nothing that counts, as soon as a pivot is not above limits[i].
 */
export function factorTriangle(r: usize, inverse: usize, stride: usize, n: i32, limits: usize): i32 {
  for (let i = 0; i < n; i++) {
    const row = r + <usize>i * stride;
    const pivot = load<f64>(row + (<usize>i << 3));
    if (!(pivot > load<f64>(limits + (<usize>i << 3)))) return 0;
    const root = sqrt(pivot);
    for (let j = i; j < n; j++) {
      const to = row + (<usize>j << 3);
      store<f64>(to, load<f64>(to) / root);
    }
    for (let l = i + 1; l < n; l++) {
      const factor = load<f64>(row + (<usize>l << 3));
      const other = r + <usize>l * stride;
      for (let j = l; j < n; j++) {
        const to = other + (<usize>j << 3);
        store<f64>(to, load<f64>(to) - factor * load<f64>(row + (<usize>j << 3)));
      }
    }
  }
  // Row i of the inverse from the rows below: (e_i − Σ_{l>i} r_il s_l) / r_ii.
  for (let i = n - 1; i >= 0; i--) {
    const row = r + <usize>i * stride;
    const to = inverse + <usize>i * stride;
    for (let j = i; j < n; j++) store<f64>(to + (<usize>j << 3), j === i ? 1 : 0);
    for (let l = i + 1; l < n; l++) {
      const factor = load<f64>(row + (<usize>l << 3));
      const below = inverse + <usize>l * stride;
      for (let j = l; j < n; j++) {
        const at = <usize>j << 3;
        store<f64>(to + at, load<f64>(to + at) - factor * load<f64>(below + at));
      }
    }
    const pivot = load<f64>(row + (<usize>i << 3));
    for (let j = i; j < n; j++) {
      const at = to + (<usize>j << 3);
      store<f64>(at, load<f64>(at) / pivot);
    }
  }
  return 1;
}
