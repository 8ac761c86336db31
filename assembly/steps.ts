/** What an SGD step needs beside the graph's own loops: rows by number, products of rows, whether all is finite. */
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
  const pairs = <usize>(count >> 1) << 4;
  let rests = f64x2.splat(0);
  for (let j: usize = 0; j < pairs; j += 16) {
    const values = v128.load(a + j);
    rests = f64x2.add(rests, f64x2.sub(values, values));
  }
  let rest = f64x2.extract_lane(rests, 0) + f64x2.extract_lane(rests, 1);
  if (count & 1) rest += load<f64>(a + pairs) - load<f64>(a + pairs);
  return rest == 0 ? 1 : 0;
}
