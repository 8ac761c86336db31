/** What each task on matrices computes, in the thread at hand. */
import type { FreePart, MatrixKernels, MatrixPart, ProductShape } from '../../kernels/matrix-kernels.js';
import { type MatrixTask, tileSize } from './matrices.js';

/** What a thread needs for it: kernels, and arrays that it uses again under their names. */
export interface MatrixTools {
  readonly kernels: MatrixKernels;
  readonly scratch: (name: string, length: number) => Float64Array;
}

type TaskOf<Op extends MatrixTask['op']> = Extract<MatrixTask, { op: Op }>;

const tileNumbers = tileSize * tileSize;

/** Pure but for what the task is to write. */
export function runTask(tools: MatrixTools, task: MatrixTask): number {
  switch (task.op) {
    case 'factorTile':
      return factorTile(tools, task) ? 1 : 0;
    case 'factorRow':
      for (let from = task.from; from < task.to; from += tileSize) factorRowTile(tools, task, from);
      return 0;
    case 'invertColumns':
      invertColumns(tools, task);
      return 0;
    case 'distance':
      return distance(tools, task);
  }
}

function factorTile({ kernels, scratch }: MatrixTools, task: TaskOf<'factorTile'>): boolean {
  const { on, k, from, to, smallest } = task;
  const [r, s] = on;
  const limits = scratch('limits', tileSize);
  for (let i = from; i < to; i++) limits[i - from] = smallest * r[i * k + i]!;
  subtractProducts(kernels, r, k, from, from, to);
  return kernels.factorTriangle({ values: r, at: from * k + from, row: k }, s, to - from, limits);
}

/** R_IJ = S_IIᵀ(A_IJ − Σ R_LIᵀR_LJ), where J begins at `from`. */
function factorRowTile({ kernels, scratch }: MatrixTools, task: TaskOf<'factorRow'>, from: number): void {
  const { on, k, row } = task;
  const [r, s] = on;
  const n = Math.min(tileSize, task.to - from);
  subtractProducts(kernels, r, k, row, from, from + n);
  const rest = scratch('tile', tileNumbers);
  for (let i = 0; i < tileSize; i++) {
    const start = (row + i) * k + from;
    for (let j = 0; j < n; j++) {
      rest[i * n + j] = r[start + j]!;
      r[start + j] = 0;
    }
  }
  const inverse = { values: s, at: row * k + row, row: 1, column: k };
  const out = { values: r, at: row * k + from, row: k };
  kernels.multiplyAdd(1, inverse, whole(rest, n), out, { m: tileSize, n, depth: tileSize });
}

/** A_IJ −= Σ R_LIᵀR_LJ over the tiles L above, where I begins at `row` and J = [from, to). */
function subtractProducts(
  kernels: MatrixKernels,
  r: Float64Array,
  k: number,
  row: number,
  from: number,
  to: number,
): void {
  const c = { values: r, at: row * k + from, row: k };
  const shape = { m: Math.min(tileSize, k - row), n: to - from, depth: tileSize };
  for (let l = 0; l < row; l += tileSize) {
    const left = { values: r, at: l * k + row, row: 1, column: k };
    kernels.multiplyAdd(-1, left, { values: r, at: l * k + from, row: k }, c, shape);
  }
}

/** S_IJ = −S_II Σ R_IL S_LJ over I < L ≤ J, from the diagonal upwards. */
function invertColumns({ kernels, scratch }: MatrixTools, task: TaskOf<'invertColumns'>): void {
  const { on, k, from, to } = task;
  const [r, s] = on;
  const n = to - from;
  const last = tileOf(from);
  const sum = scratch('tile', tileNumbers);
  for (let i = last - tileSize; i >= 0; i -= tileSize) {
    sum.fill(0, 0, tileSize * n);
    for (let l = i + tileSize; l <= last; l += tileSize) {
      const left = { values: r, at: i * k + l, row: k, column: 1 };
      const right = { values: s, at: l * k + from, row: k };
      const shape = { m: tileSize, n, depth: Math.min(tileSize, k - l) };
      kernels.multiplyAdd(1, left, right, whole(sum, n), shape);
    }
    const inverse = { values: s, at: i * k + i, row: k, column: 1 };
    const out = { values: s, at: i * k + from, row: k };
    kernels.multiplyAdd(-1, inverse, whole(sum, n), out, { m: tileSize, n, depth: tileSize });
  }
}

/** U = AS of these columns, then UᵀS tile by tile, which is a part of SᵀAS transposed. */
function distance({ kernels, scratch }: MatrixTools, { on, k, from, to }: TaskOf<'distance'>): number {
  const [s, a] = on;
  const n = to - from;
  const end = Math.min(tileOf(from) + tileSize, k);
  const words = end * n;
  const exact = a.length > k * k;
  const u = scratch('product', 2 * words).fill(0, 0, 2 * words);
  const tile = scratch('tile', 2 * tileNumbers);
  const add = (
    left: FreePart,
    lows: number,
    right: MatrixPart,
    c: MatrixPart,
    cLows: number,
    shape: ProductShape,
  ) =>
    exact
      ? kernels.multiplyAddDoubles(left, lows, right, c, cLows, shape)
      : kernels.multiplyAdd(1, left, right, c, shape);
  let squares = 0;
  for (let i = 0; i < end; i += tileSize) {
    const m = Math.min(tileSize, end - i);
    const rows = { values: u, at: i * n, row: n };
    for (let l = 0; l < end; l += tileSize) {
      const left = { values: a, at: i * k + l, row: k, column: 1 };
      const right = { values: s, at: l * k + from, row: k };
      add(left, k * k, right, rows, words, { m, n, depth: Math.min(tileSize, end - l) });
    }
    normalize(u, i * n, m * n, words);
    tile.fill(0);
    for (let l = 0; l <= i; l += tileSize) {
      const left = { values: u, at: l * n, row: 1, column: n };
      const right = { values: s, at: l * k + i, row: k };
      const shape = { m: n, n: m, depth: Math.min(tileSize, end - l) };
      add(left, words, right, whole(tile, m), tileNumbers, shape);
    }
    normalize(tile, 0, m * n, tileNumbers);
    squares += squaresOf(tile, n, m, from - i) * (i < tileOf(from) ? 2 : 1);
  }
  return squares;
}

/** Σ of the squares of a tile [n, m], minus 1 at the elements (j, diagonal + j). */
function squaresOf(tile: Float64Array, n: number, m: number, diagonal: number): number {
  let squares = 0;
  for (let j = 0; j < n; j++) {
    for (let i = 0; i < m; i++) {
      const off = tile[j * m + i]! - (i === diagonal + j ? 1 : 0);
      squares += off * off;
    }
  }
  return squares;
}

/** Makes low words small beside their high ones. */
function normalize(values: Float64Array, at: number, count: number, lows: number): void {
  for (let index = at; index < at + count; index++) {
    const hi = values[index]!;
    const sum = hi + values[index + lows]!;
    values[index + lows]! -= sum - hi;
    values[index] = sum;
  }
}

/** Where the tile of a column begins. */
function tileOf(column: number): number {
  return column - (column % tileSize);
}

/** A matrix with rows of n numbers, one behind the other. */
function whole(values: Float64Array, n: number): MatrixPart {
  return { values, at: 0, row: n };
}
