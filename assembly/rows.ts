/** Rows copied as they are, and sums of them. */
export { sumOverRows as sumRows } from './affine';

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

/** Writes each row of a, of p numbers, n times. */
export function repeatRows(a: usize, out: usize, rows: i32, n: i32, p: i32): void {
  const width = <usize>p << 3;
  for (let row = 0; row < rows; row++) {
    spread(a, out, n, p);
    a += width;
    out += <usize>n * width;
  }
}

/** Adds up the n rows of each group, of p numbers, one after the other. */
export function sumGroups(a: usize, out: usize, rows: i32, n: i32, p: i32): void {
  const width = <usize>p << 3;
  for (let row = 0; row < rows; row++) {
    for (let j: usize = 0; j < width; j += 8) {
      let sum: f64 = 0;
      for (let k = 0, from = a + j; k < n; k++, from += width) sum += load<f64>(from);
      store<f64>(out + j, sum);
    }
    a += <usize>n * width;
    out += width;
  }
}

/** The largest of the n rows of each group, of p numbers, column by column. */
export function maxGroups(a: usize, out: usize, rows: i32, n: i32, p: i32): void {
  const width = <usize>p << 3;
  for (let row = 0; row < rows; row++) {
    for (let j: usize = 0; j < width; j += 8) {
      let from = a + j;
      let largest = load<f64>(from);
      for (let k = 1; k < n; k++) {
        from += width;
        largest = max<f64>(largest, load<f64>(from));
      }
      store<f64>(out + j, largest);
    }
    a += <usize>n * width;
    out += width;
  }
}

/** Copies `size` numbers of each row, from rows of aSize numbers to rows of outSize. */
export function copyColumns(a: usize, aSize: i32, out: usize, outSize: i32, rows: i32, size: i32): void {
  const bytes = <usize>size << 3;
  for (let row = 0; row < rows; row++) {
    copyBytes(out, a, bytes);
    a += <usize>aSize << 3;
    out += <usize>outSize << 3;
  }
}
