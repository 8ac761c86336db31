/** Element by element over float64 arrays, eight numbers at a time; `out` may be one of the inputs. */
export { sumOverRows as sumRows } from './affine';

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

/** From so many bytes on the engine's own copying is quicker: a call of it costs as much as some hundred bytes. */
const LONG: usize = 4096;

@inline
function copyBytes(out: usize, a: usize, bytes: usize): void {
  if (bytes >= LONG) {
    memory.copy(out, a, bytes);
    return;
  }
  const pairs = bytes & ~15;
  for (let j: usize = 0; j < pairs; j += 16) v128.store(out + j, v128.load(a + j));
  if (bytes & 8) store<f64>(out + pairs, load<f64>(a + pairs));
}

export function copy(a: usize, out: usize, count: i32): void {
  copyBytes(out, a, <usize>count << 3);
}

/** Writes `source` once for every row. */
export function spread(source: usize, out: usize, rows: i32, size: i32): void {
  if (size == 1) {
    const value = load<f64>(source);
    const both = f64x2.splat(value);
    const pairs = <usize>(rows >> 1) << 4;
    let j: usize = 0;
    for (; j < pairs; j += 16) v128.store(out + j, both);
    if (rows & 1) store<f64>(out + j, value);
    return;
  }
  const step = <usize>size << 3;
  for (let row = 0; row < rows; row++) copyBytes(out + <usize>row * step, source, step);
}
