/**
 * Columns of rows [rows, width]: sums, centred moments, extremes, and the gather of standardized rows. Each column has
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

/** x[i, j] = (rows[index[i], j] − mean[j]) / scale[j] for j < d, and y[i] = rows[index[i], d]; width > d. */
export function gatherStandardized(
  rows: usize,
  width: i32,
  index: usize,
  count: i32,
  mean: usize,
  scale: usize,
  d: i32,
  x: usize,
  y: usize,
): void {
  const step = <usize>width << 3;
  const all = <usize>d << 3;
  const pairs = <usize>(d >> 1) << 4;
  for (let i = 0; i < count; i++) {
    const row = rows + <usize>load<u32>(index) * step;
    let j: usize = 0;
    for (; j < pairs; j += 16) {
      v128.store(x + j, f64x2.div(f64x2.sub(v128.load(row + j), v128.load(mean + j)), v128.load(scale + j)));
    }
    if (j < all) store<f64>(x + j, (load<f64>(row + j) - load<f64>(mean + j)) / load<f64>(scale + j));
    store<f64>(y, load<f64>(row + all));
    index += 4;
    x += all;
    y += 8;
  }
}
