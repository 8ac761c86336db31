/**
 * Columns of rows [rows, width]: sums, centred moments, extremes, and standardized rows written to their slots. Each column has
 * its own sums, taken over the rows in their order; two columns go at a time.
 */

/** Adds row by row to sums [width]. */
export function columnSums(rows: usize, count: i32, width: i32, sums: usize): void {
  const step = <usize>width << 3;
  const pairs = <usize>(width >> 1) << 4;
  for (let row = 0; row < count; row++) {
    let j: usize = 0;
    for (; j < pairs; j += 16) v128.store(sums + j, f64x2.add(v128.load(sums + j), v128.load(rows + j)));
    if (j < step) store<f64>(sums + j, load<f64>(sums + j) + load<f64>(rows + j));
    rows += step;
  }
}

/** For v = value − center adds v to sums and v·v to squares, and lowers minima and raises maxima by the value. */
export function columnMoments(
  rows: usize,
  count: i32,
  width: i32,
  center: usize,
  sums: usize,
  squares: usize,
  minima: usize,
  maxima: usize,
): void {
  const step = <usize>width << 3;
  const pairs = <usize>(width >> 1) << 4;
  for (let row = 0; row < count; row++) {
    let j: usize = 0;
    for (; j < pairs; j += 16) {
      const value = v128.load(rows + j);
      const v = f64x2.sub(value, v128.load(center + j));
      v128.store(sums + j, f64x2.add(v128.load(sums + j), v));
      v128.store(squares + j, f64x2.add(v128.load(squares + j), f64x2.mul(v, v)));
      v128.store(minima + j, f64x2.pmin(v128.load(minima + j), value));
      v128.store(maxima + j, f64x2.pmax(v128.load(maxima + j), value));
    }
    if (j < step) {
      const value = load<f64>(rows + j);
      const v = value - load<f64>(center + j);
      store<f64>(sums + j, load<f64>(sums + j) + v);
      store<f64>(squares + j, load<f64>(squares + j) + v * v);
      if (value < load<f64>(minima + j)) store<f64>(minima + j, value);
      if (load<f64>(maxima + j) < value) store<f64>(maxima + j, value);
    }
    rows += step;
  }
}

/**
 * z[j] = (row[j] − mean[j]) / scale[j] for j < d goes to row places[i] of x, and row[d] to y[places[i]], for each row i;
 * width > d. Returns the largest Σ z² of a row: its even columns, its odd ones, both sums, then a last even one.
 */
export function standardizeRows(
  rows: usize,
  width: i32,
  places: usize,
  count: i32,
  mean: usize,
  scale: usize,
  d: i32,
  x: usize,
  y: usize,
): f64 {
  const step = <usize>width << 3;
  const all = <usize>d << 3;
  const pairs = <usize>(d >> 1) << 4;
  let largest: f64 = 0;
  for (let i = 0; i < count; i++) {
    const place = <usize>load<u32>(places);
    const to = x + place * all;
    let squares = f64x2.splat(0);
    let j: usize = 0;
    for (; j < pairs; j += 16) {
      const z = f64x2.div(f64x2.sub(v128.load(rows + j), v128.load(mean + j)), v128.load(scale + j));
      v128.store(to + j, z);
      squares = f64x2.add(squares, f64x2.mul(z, z));
    }
    let square = f64x2.extract_lane(squares, 0) + f64x2.extract_lane(squares, 1);
    if (j < all) {
      const z = (load<f64>(rows + j) - load<f64>(mean + j)) / load<f64>(scale + j);
      store<f64>(to + j, z);
      square += z * z;
    }
    if (square > largest) largest = square;
    store<f64>(y + (place << 3), load<f64>(rows + all));
    rows += step;
    places += 4;
  }
  return largest;
}

/**
 * Adds the products of each pair of `count` columns, and with `one` of a column of ones after them, to the upper
 * triangle at `sums`: row by row, in the order of the rows. Rows lie `stride` bytes apart.
 */
export function columnProducts(rows: usize, rowCount: i32, stride: i32, count: i32, one: i32, sums: usize): void {
  const step = <usize>stride;
  const width = <usize>count << 3;
  let row = 0;
  for (; row + 4 <= rowCount; row += 4) {
    const r1 = rows + step;
    const r2 = r1 + step;
    const r3 = r2 + step;
    let to = sums;
    for (let i: usize = 0; i < width; i += 8) {
      const a = load<f64>(rows + i);
      const b = load<f64>(r1 + i);
      const c = load<f64>(r2 + i);
      const d = load<f64>(r3 + i);
      const aa = f64x2.splat(a);
      const bb = f64x2.splat(b);
      const cc = f64x2.splat(c);
      const dd = f64x2.splat(d);
      let j = i;
      for (; j + 16 <= width; j += 16) {
        let sum = f64x2.add(v128.load(to), f64x2.mul(aa, v128.load(rows + j)));
        sum = f64x2.add(sum, f64x2.mul(bb, v128.load(r1 + j)));
        sum = f64x2.add(sum, f64x2.mul(cc, v128.load(r2 + j)));
        v128.store(to, f64x2.add(sum, f64x2.mul(dd, v128.load(r3 + j))));
        to += 16;
      }
      if (j < width) {
        let sum = load<f64>(to) + a * load<f64>(rows + j);
        sum += b * load<f64>(r1 + j);
        sum += c * load<f64>(r2 + j);
        store<f64>(to, sum + d * load<f64>(r3 + j));
        to += 8;
      }
      if (one) {
        store<f64>(to, load<f64>(to) + a + b + c + d);
        to += 8;
      }
    }
    if (one) store<f64>(to, load<f64>(to) + 4);
    rows = r3 + step;
  }
  for (; row < rowCount; row++) {
    let to = sums;
    for (let i: usize = 0; i < width; i += 8) {
      const a = load<f64>(rows + i);
      for (let j = i; j < width; j += 8) {
        store<f64>(to, load<f64>(to) + a * load<f64>(rows + j));
        to += 8;
      }
      if (one) {
        store<f64>(to, load<f64>(to) + a);
        to += 8;
      }
    }
    if (one) store<f64>(to, load<f64>(to) + 1);
    rows += step;
  }
}
