/** Kernels written by hand, eight numbers at a time: what the code of expressions is measured against. */

export function add(a: usize, b: usize, out: usize, count: i32): void {
  const eights = <usize>(count >> 3) << 6;
  const all = <usize>count << 3;
  let j: usize = 0;
  for (; j < eights; j += 64) {
    v128.store(out + j, f64x2.add(v128.load(a + j), v128.load(b + j)));
    v128.store(out + j, f64x2.add(v128.load(a + j, 16), v128.load(b + j, 16)), 16);
    v128.store(out + j, f64x2.add(v128.load(a + j, 32), v128.load(b + j, 32)), 32);
    v128.store(out + j, f64x2.add(v128.load(a + j, 48), v128.load(b + j, 48)), 48);
  }
  for (; j < all; j += 8) store<f64>(out + j, load<f64>(a + j) + load<f64>(b + j));
}

export function subtract(a: usize, b: usize, out: usize, count: i32): void {
  const eights = <usize>(count >> 3) << 6;
  const all = <usize>count << 3;
  let j: usize = 0;
  for (; j < eights; j += 64) {
    v128.store(out + j, f64x2.sub(v128.load(a + j), v128.load(b + j)));
    v128.store(out + j, f64x2.sub(v128.load(a + j, 16), v128.load(b + j, 16)), 16);
    v128.store(out + j, f64x2.sub(v128.load(a + j, 32), v128.load(b + j, 32)), 32);
    v128.store(out + j, f64x2.sub(v128.load(a + j, 48), v128.load(b + j, 48)), 48);
  }
  for (; j < all; j += 8) store<f64>(out + j, load<f64>(a + j) - load<f64>(b + j));
}

export function multiply(a: usize, b: usize, out: usize, count: i32): void {
  const eights = <usize>(count >> 3) << 6;
  const all = <usize>count << 3;
  let j: usize = 0;
  for (; j < eights; j += 64) {
    v128.store(out + j, f64x2.mul(v128.load(a + j), v128.load(b + j)));
    v128.store(out + j, f64x2.mul(v128.load(a + j, 16), v128.load(b + j, 16)), 16);
    v128.store(out + j, f64x2.mul(v128.load(a + j, 32), v128.load(b + j, 32)), 32);
    v128.store(out + j, f64x2.mul(v128.load(a + j, 48), v128.load(b + j, 48)), 48);
  }
  for (; j < all; j += 8) store<f64>(out + j, load<f64>(a + j) * load<f64>(b + j));
}

export function scale(factor: f64, a: usize, out: usize, count: i32): void {
  const factors = f64x2.splat(factor);
  const eights = <usize>(count >> 3) << 6;
  const all = <usize>count << 3;
  let j: usize = 0;
  for (; j < eights; j += 64) {
    v128.store(out + j, f64x2.mul(factors, v128.load(a + j)));
    v128.store(out + j, f64x2.mul(factors, v128.load(a + j, 16)), 16);
    v128.store(out + j, f64x2.mul(factors, v128.load(a + j, 32)), 32);
    v128.store(out + j, f64x2.mul(factors, v128.load(a + j, 48)), 48);
  }
  for (; j < all; j += 8) store<f64>(out + j, factor * load<f64>(a + j));
}

/** (factor · a) · b */
export function scaledProduct(factor: f64, a: usize, b: usize, out: usize, count: i32): void {
  const factors = f64x2.splat(factor);
  const eights = <usize>(count >> 3) << 6;
  const all = <usize>count << 3;
  let j: usize = 0;
  for (; j < eights; j += 64) {
    v128.store(out + j, f64x2.mul(f64x2.mul(factors, v128.load(a + j)), v128.load(b + j)));
    v128.store(out + j, f64x2.mul(f64x2.mul(factors, v128.load(a + j, 16)), v128.load(b + j, 16)), 16);
    v128.store(out + j, f64x2.mul(f64x2.mul(factors, v128.load(a + j, 32)), v128.load(b + j, 32)), 32);
    v128.store(out + j, f64x2.mul(f64x2.mul(factors, v128.load(a + j, 48)), v128.load(b + j, 48)), 48);
  }
  for (; j < all; j += 8) store<f64>(out + j, factor * load<f64>(a + j) * load<f64>(b + j));
}
