/**
 * Tiles of the exact solver: 128 rows, column by column, each number as high + low word. A column begins every 1024
 * bytes. Sums over a tile's rows are two, over even and over odd rows; the twins are in src/kernels/plain-tiles.ts.
 */
export const TILE_ROWS: i32 = 128;
export const COLUMN_BYTES: usize = 1024;

/** Rows that are turned into columns at once: one cache line of each column is written in full. */
const FILL_ROWS: i32 = 8;
/** Rows for which a column's minimum, maximum and sum stay in registers. */
const TOTAL_ROWS: i32 = 16;

/** Knuth's two-sum of value and −centre, put into both words. */
@inline
function centred(value: v128, centre: v128, high: usize, low: usize): void {
  const s = f64x2.sub(value, centre);
  const t = f64x2.sub(s, value);
  v128.store(high, s);
  v128.store(low, f64x2.sub(f64x2.sub(value, f64x2.sub(s, t)), f64x2.add(centre, t)));
}

/** The same of one number. */
@inline
function centredOne(value: f64, centre: f64, high: usize, low: usize): void {
  const s = value - centre;
  const t = s - value;
  store<f64>(high, s);
  store<f64>(low, value - (s - t) - (centre + t));
}

/** x·scale − centre of rows [0, count) of `columns` columns; what is left of the tile's rows becomes 0. */
export function fillTile(
  x: usize,
  stride: i32,
  columns: i32,
  count: i32,
  scale: usize,
  centre: usize,
  high: usize,
  low: usize,
): void {
  const step = <usize>stride << 3;
  const even = count & ~1;
  for (let first = 0; first < even; first += FILL_ROWS) {
    const end = min(first + FILL_ROWS, even);
    const rows = x + <usize>first * step;
    const place = <usize>first << 3;
    const stop = <usize>end << 3;
    let j = 0;
    for (; j + 2 <= columns; j += 2) {
      const at = <usize>j << 3;
      const s = v128.load_splat<f64>(scale + at);
      const t = v128.load_splat<f64>(scale + at, 8);
      const c = v128.load_splat<f64>(centre + at);
      const d = v128.load_splat<f64>(centre + at, 8);
      const column = <usize>j * COLUMN_BYTES;
      let from = rows + at;
      for (let i = place; i < stop; i += 16) {
        const a = v128.load(from);
        const b = v128.load(from + step);
        const to = column + i;
        const next = to + COLUMN_BYTES;
        centred(f64x2.mul(v128.shuffle<f64>(a, b, 0, 2), s), c, high + to, low + to);
        centred(f64x2.mul(v128.shuffle<f64>(a, b, 1, 3), t), d, high + next, low + next);
        from += step << 1;
      }
    }
    if (j < columns) {
      const at = <usize>j << 3;
      const s = v128.load_splat<f64>(scale + at);
      const c = v128.load_splat<f64>(centre + at);
      const column = <usize>j * COLUMN_BYTES;
      let from = rows + at;
      for (let i = place; i < stop; i += 16) {
        const values = f64x2.replace_lane(v128.load64_zero(from), 1, load<f64>(from + step));
        centred(f64x2.mul(values, s), c, high + column + i, low + column + i);
        from += step << 1;
      }
    }
  }
  const used = <usize>count << 3;
  for (let j = 0; j < columns; j++) {
    const at = <usize>j << 3;
    const column = <usize>j * COLUMN_BYTES;
    if (even < count) {
      const value = load<f64>(x + <usize>even * step + at) * load<f64>(scale + at);
      const to = column + (<usize>even << 3);
      centredOne(value, load<f64>(centre + at), high + to, low + to);
    }
    memory.fill(high + column + used, 0, COLUMN_BYTES - used);
    memory.fill(low + column + used, 0, COLUMN_BYTES - used);
  }
}

/** Lowers minima, raises maxima, and adds to sums (high words, low words): out is [4, columns]. */
export function columnTotals(x: usize, stride: i32, columns: i32, count: i32, out: usize): void {
  const step = <usize>stride << 3;
  const width = <usize>columns << 3;
  const pairs = <usize>(columns >> 1) << 4;
  for (let first = 0; first < count; first += TOTAL_ROWS) {
    const rows = x + <usize>first * step;
    const end = rows + <usize>min(TOTAL_ROWS, count - first) * step;
    let j: usize = 0;
    for (; j < pairs; j += 16) {
      const to = out + j;
      let least = v128.load(to);
      let most = v128.load(to + width);
      let hi = v128.load(to + 2 * width);
      let lo = v128.load(to + 3 * width);
      for (let from = rows; from < end; from += step) {
        const value = v128.load(from + j);
        least = f64x2.pmin(least, value);
        most = f64x2.pmax(most, value);
        const s = f64x2.add(hi, value);
        const t = f64x2.sub(s, hi);
        lo = f64x2.add(lo, f64x2.add(f64x2.sub(hi, f64x2.sub(s, t)), f64x2.sub(value, t)));
        hi = s;
      }
      v128.store(to, least);
      v128.store(to + width, most);
      v128.store(to + 2 * width, hi);
      v128.store(to + 3 * width, lo);
    }
    if (j < width) {
      const to = out + j;
      let least = load<f64>(to);
      let most = load<f64>(to + width);
      let hi = load<f64>(to + 2 * width);
      let lo = load<f64>(to + 3 * width);
      for (let from = rows; from < end; from += step) {
        const value = load<f64>(from + j);
        if (value < least) least = value;
        if (most < value) most = value;
        const s = hi + value;
        const t = s - hi;
        lo += hi - (s - t) + (value - t);
        hi = s;
      }
      store<f64>(to, least);
      store<f64>(to + width, most);
      store<f64>(to + 2 * width, hi);
      store<f64>(to + 3 * width, lo);
    }
  }
}
