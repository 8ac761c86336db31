/** What an SGD step needs beside the graph's own loops: rows by number, products of rows, the step itself. */
import { dot } from './affine';

/** out[row] = factor · (a[row] · b[row]) */
export function rowProducts(factor: f64, a: usize, b: usize, out: usize, rows: i32, p: i32): void {
  const width = <usize>p << 3;
  for (let row = 0; row < rows; row++) {
    store<f64>(out + (<usize>row << 3), factor * dot(a, b, p));
    a += width;
    b += width;
  }
}

/** out[row, j] = (factor · a[row]) · b[row, j] */
export function scaleRows(factor: f64, a: usize, b: usize, out: usize, rows: i32, p: i32): void {
  const pairs = <usize>(p >> 1) << 4;
  const width = <usize>p << 3;
  for (let row = 0; row < rows; row++) {
    const slope = factor * load<f64>(a + (<usize>row << 3));
    const slopes = f64x2.splat(slope);
    for (let j: usize = 0; j < pairs; j += 16) v128.store(out + j, f64x2.mul(slopes, v128.load(b + j)));
    if (p & 1) store<f64>(out + pairs, slope * load<f64>(b + pairs));
    b += width;
    out += width;
  }
}

/** Row r of out = row indices[r] of source. */
export function gather(indices: usize, source: usize, out: usize, rows: i32, size: i32): void {
  const width = <usize>size << 3;
  if (size == 1) {
    for (let row = 0; row < rows; row++) {
      store<f64>(out, load<f64>(source + (<usize>load<u32>(indices) << 3)));
      indices += 4;
      out += 8;
    }
    return;
  }
  const pairs = <usize>(size >> 1) << 4;
  for (let row = 0; row < rows; row++) {
    const from = source + <usize>load<u32>(indices) * width;
    let j: usize = 0;
    for (; j < pairs; j += 16) v128.store(out + j, v128.load(from + j));
    if (size & 1) store<f64>(out + j, load<f64>(from + j));
    indices += 4;
    out += width;
  }
}

/** 1 where all numbers are finite: x − x is 0 for those alone. */
export function finite(a: usize, count: i32): i32 {
  const all = <usize>count << 3;
  for (let j: usize = 0; j < all; j += 8) {
    const value = load<f64>(a + j);
    if (value - value != 0) return 0;
  }
  return 1;
}

/** theta −= η · gradient, η the number at stepSize; 1 where all of theta is finite after it. */
export function descend(theta: usize, gradient: usize, stepSize: usize, count: i32): i32 {
  const fours = <usize>(count >> 2) << 5;
  const all = <usize>count << 3;
  const eta = load<f64>(stepSize);
  const etas = f64x2.splat(eta);
  let s = f64x2.splat(0);
  let t = f64x2.splat(0);
  let j: usize = 0;
  for (; j < fours; j += 32) {
    const a = f64x2.sub(v128.load(theta + j), f64x2.mul(etas, v128.load(gradient + j)));
    const b = f64x2.sub(v128.load(theta + j, 16), f64x2.mul(etas, v128.load(gradient + j, 16)));
    v128.store(theta + j, a);
    v128.store(theta + j, b, 16);
    s = f64x2.add(s, f64x2.sub(a, a));
    t = f64x2.add(t, f64x2.sub(b, b));
  }
  s = f64x2.add(s, t);
  let rest = f64x2.extract_lane(s, 0) + f64x2.extract_lane(s, 1);
  for (; j < all; j += 8) {
    const value = load<f64>(theta + j) - eta * load<f64>(gradient + j);
    store<f64>(theta + j, value);
    rest += value - value;
  }
  return rest == 0 ? 1 : 0;
}

/** mean += weight · (theta − mean), weight the number at `weight`. */
export function average(mean: usize, theta: usize, weight: usize, count: i32): void {
  const pairs = <usize>(count >> 1) << 4;
  const share = load<f64>(weight);
  const shares = f64x2.splat(share);
  let j: usize = 0;
  for (; j < pairs; j += 16) {
    const values = v128.load(mean + j);
    v128.store(mean + j, f64x2.add(values, f64x2.mul(shares, f64x2.sub(v128.load(theta + j), values))));
  }
  if (count & 1) {
    const value = load<f64>(mean + j);
    store<f64>(mean + j, value + share * (load<f64>(theta + j) - value));
  }
}

/** Step size and weight of a step; the places are those of src/kernels/clock.ts. */
export function tick(clock: usize): void {
  const steps = load<f64>(clock);
  const slower = 1 + load<f64>(clock, 16) * steps;
  const initial = load<f64>(clock, 8) * load<f64>(clock, 32);
  const tail = load<f64>(clock, 40);
  store<f64>(clock, initial / (load<f64>(clock, 24) == 0 ? slower : Math.sqrt(slower)), 48);
  store<f64>(clock, (tail + 1) / (steps + 1 + tail), 56);
  store<f64>(clock, steps + 1);
}
