/**
 * Code for one row, or for four rows at once, of calls that go row by row. Sums over rows are taken four rows at a time
 * as (g₀ + g₁) + (g₂ + g₃), the remaining rows one by one: see `Kernels`.
 */
import { type Body, type Local, ops, type Width } from './body.js';
import type { AffineBackward, AffineForward, Call, Gather, RowProducts, Spread } from './call.js';
import type { Cells } from './cells.js';
import { elementwise, horizontal, numbers, read } from './map-code.js';
import { numberBytes } from './operands.js';

const indexBytes = 4;

/** Sums over rows on their way, call by call: locals that are added to, and where they go in the end. */
export type RunningSums = Map<Call, Sum[]>;

interface Sum {
  readonly at: number;
  readonly width: Width;
  readonly local: Local;
}

export interface BlockOptions {
  readonly body: Body;
  /** Numbers that belong to rows. */
  readonly cells: Cells;
  /** Numbers that all rows share; the same as `cells` where rows are at fixed addresses. */
  readonly shared: Cells;
  readonly sums: RunningSums;
  /** Where the indices of the rows stand. */
  readonly indices: Local;
  /** How many rows on from there the block begins. */
  readonly first: number;
  readonly rows: 1 | 4;
}

/** Zeros to add to, for the sums of these calls. */
export function openSums(body: Body, calls: readonly Call[]): RunningSums {
  const sums: RunningSums = new Map();
  for (const call of calls) {
    const places = sumPlaces(call).flatMap(({ at, count }) => numbers(at, count));
    sums.set(
      call,
      places.map(({ at, width }) => {
        const local = body.local(width);
        if (width === 'v128') body.zeros();
        else body.number(0);
        body.set(local);
        return { at, width, local };
      }),
    );
  }
  return sums;
}

/** Lets the sums be known where they go. */
export function closeSums(sums: RunningSums, cells: Cells): void {
  for (const list of sums.values()) for (const { at, width, local } of list) cells.write(at, width, local);
}

/** Row by row, so that no pair of numbers reaches over two rows of a matrix. */
function sumPlaces(call: Call): { at: number; count: number }[] {
  if (call.kernel === 'sumRows') return [{ at: call.out, count: call.size }];
  if (call.kernel !== 'affineBackward') return [];
  const { dM, dc, n, p } = call;
  const matrix = Array.from({ length: dM === 0 ? 0 : n }, (_, k) => ({ at: rowAt(dM, k, p), count: p }));
  return dc === 0 ? matrix : [...matrix, { at: dc, count: n }];
}

function rowAt(at: number, row: number, size: number): number {
  return at + row * size * numberBytes;
}

export class Block {
  readonly #options: BlockOptions;
  readonly #numbers: readonly number[];

  constructor(options: BlockOptions) {
    this.#options = options;
    this.#numbers = Array.from({ length: options.rows }, (_, r) => options.first + r);
  }

  /** Writes the code of a call whose arrays have `rows` rows in all. */
  emit(call: Call, rows: number): void {
    const { body, cells, first } = this.#options;
    if (call.kernel === 'map') {
      const size = call.count / rows;
      elementwise(body, cells, this.#options.shared, call, first * size, this.#numbers.length * size);
    } else if (call.kernel === 'gather') this.#gather(call);
    else if (call.kernel === 'spread') this.#spread(call);
    else if (call.kernel === 'sumRows') this.#addRows(call.a, call.size, this.#options.sums.get(call)!);
    else if (call.kernel === 'affineForward') this.#affineForward(call);
    else if (call.kernel === 'affineBackward') this.#affineBackward(call);
    else if (call.kernel === 'rowProducts') this.#rowProducts(call);
    else if (call.kernel === 'scaleRows') this.#scaleRows(call);
    else throw new TypeError(`${call.kernel} does not go row by row`);
  }

  /** Nothing is copied: the numbers are read where they lie. */
  #gather({ from, source, out, size }: Gather): void {
    const { body, cells, indices } = this.#options;
    for (const row of this.#numbers) {
      const index = body.load('i32', indices, (from + row) * indexBytes);
      body.get(index);
      body.integer(size * numberBytes);
      body.put(ops.i32Multiply);
      const pointer = body.take('i32');
      const to = rowAt(out, row, size);
      for (let j = 0; j < size; j++) cells.writeFrom(to + j * numberBytes, pointer, source + j * numberBytes);
    }
  }

  #spread({ source, out, size }: Spread): void {
    const { cells, shared } = this.#options;
    for (const row of this.#numbers) {
      if (size > 1) {
        for (const { at, width } of numbers(0, size))
          cells.write(rowAt(out, row, size) + at, width, read(shared, source + at, width));
      } else if (this.#numbers.length === 1) cells.write(rowAt(out, row, 1), 'f64', shared.single(source));
      else if ((row - this.#options.first) % 2 === 0)
        cells.write(rowAt(out, row, 1), 'v128', shared.splat(source));
    }
  }

  /** Adds the rows of a [rows, size] to sums. */
  #addRows(a: number, size: number, sums: readonly Sum[]): void {
    const { body, cells, first } = this.#options;
    const [single] = this.#numbers;
    const start = rowAt(a, first, size);
    if (this.#numbers.length === 1) {
      for (const [k, { at, width }] of numbers(rowAt(a, single!, size), size).entries())
        body.accumulate(width, sums[k]!.local, read(cells, at, width));
      return;
    }
    if (size === 1) {
      const [p, q] = [cells.pair(start), cells.pair(start + 2 * numberBytes)];
      const both = body.arithmetic('add', 'v128', body.shuffle(p, q, 0, 0), body.shuffle(p, q, 1, 1));
      body.accumulate('f64', sums[0]!.local, horizontal(body, both));
      return;
    }
    for (const [k, { at, width }] of numbers(0, size).entries()) {
      const [w, x, y, z] = this.#numbers.map((row) => read(cells, rowAt(a, row, size) + at, width));
      const left = body.arithmetic('add', width, w!, x!);
      const right = body.arithmetic('add', width, y!, z!);
      body.accumulate(width, sums[k]!.local, body.arithmetic('add', width, left, right));
    }
  }

  /**
   * Σ a·b over p columns but an odd last one, as a pair of sums yet to be added. The sum of every other pair of columns
   * begins without its 0: that of the others has one, and from −0 and 0 alike it comes to the same.
   */
  #products(a: Cells, at: number, b: Cells, from: number, p: number): Local {
    const { body } = this.#options;
    let [s, t]: (Local | undefined)[] = [];
    for (let j = 0; j + 1 < p; j += 2) {
      const skip = j * numberBytes;
      const product = body.arithmetic('mul', 'v128', a.pair(at + skip), b.pair(from + skip));
      if (j % 4 === 0) s = s === undefined ? product : body.arithmetic('add', 'v128', s, product);
      else t = body.arithmetic('add', 'v128', t ?? body.constant(0, 'v128'), product);
    }
    const zero = body.constant(0, 'v128');
    return s === undefined ? zero : body.arithmetic('add', 'v128', s, t ?? zero);
  }

  /** Σ a·b over p columns. */
  #dot(a: Cells, at: number, b: Cells, from: number, p: number): Local {
    const { body } = this.#options;
    const sum = horizontal(body, this.#products(a, at, b, from, p));
    if (p % 2 === 0) return sum;
    const skip = (p - 1) * numberBytes;
    return body.arithmetic(
      'add',
      'f64',
      sum,
      body.arithmetic('mul', 'f64', a.single(at + skip), b.single(from + skip)),
    );
  }

  #affineForward({ M, x, c, out, n, p }: AffineForward): void {
    const { body, cells, shared, first } = this.#options;
    for (let k = 0; k < n; k++) {
      const m = rowAt(M, k, p);
      const shift = c + k * numberBytes;
      if (this.#numbers.length === 1) {
        const sum = this.#dot(shared, m, cells, rowAt(x, first, p), p);
        const value = c === 0 ? sum : body.arithmetic('add', 'f64', sum, shared.single(shift));
        cells.write(rowAt(out, first, n) + k * numberBytes, 'f64', value);
        continue;
      }
      for (const row of [first, first + 2]) {
        const [y, z] = [rowAt(x, row, p), rowAt(x, row + 1, p)];
        const [s, t] = [y, z].map((from) => this.#products(shared, m, cells, from, p));
        let both = body.arithmetic('add', 'v128', body.shuffle(s!, t!, 0, 0), body.shuffle(s!, t!, 1, 1));
        if (p % 2 === 1) {
          const skip = (p - 1) * numberBytes;
          const ends = body.pairOf(cells.single(y + skip), cells.single(z + skip));
          both = body.arithmetic(
            'add',
            'v128',
            both,
            body.arithmetic('mul', 'v128', shared.splat(m + skip), ends),
          );
        }
        if (c !== 0) both = body.arithmetic('add', 'v128', both, shared.splat(shift));
        const to = rowAt(out, row, n) + k * numberBytes;
        if (n === 1) cells.write(to, 'v128', both);
        else for (const lane of [0, 1] as const) cells.writeLane(to + lane * n * numberBytes, both, lane);
      }
    }
  }

  #affineBackward(call: AffineBackward): void {
    const { dOut, x, dM, dx, dc, n, p } = call;
    const { body, cells } = this.#options;
    const sums = this.#options.sums.get(call)!;
    const perRow = (p + 1) >> 1;
    for (let k = 0; dM !== 0 && k < n; k++) {
      const slopes = this.#numbers.map((row) => rowAt(dOut, row, n) + k * numberBytes);
      for (const [j, { at, width }] of numbers(0, p).entries()) {
        const products = this.#numbers.map((row, r) => {
          const slope = width === 'v128' ? cells.splat(slopes[r]!) : cells.single(slopes[r]!);
          return body.arithmetic('mul', width, slope, read(cells, rowAt(x, row, p) + at, width));
        });
        body.accumulate(width, sums[k * perRow + j]!.local, this.#sumOf(products, width));
      }
    }
    if (dx !== 0) this.#backToRows(call);
    if (dc !== 0) this.#addRows(dOut, n, dM === 0 ? sums : sums.slice(n * perRow));
  }

  #sumOf([w, x, y, z]: readonly Local[], width: Width): Local {
    const { body } = this.#options;
    if (x === undefined) return w!;
    return body.arithmetic(
      'add',
      width,
      body.arithmetic('add', width, w!, x),
      body.arithmetic('add', width, y!, z!),
    );
  }

  /** ∂J/∂x, row by row. */
  #backToRows({ dOut, M, dx, n, p }: AffineBackward): void {
    const { body, cells, shared } = this.#options;
    for (const row of this.#numbers) {
      for (const { at, width } of numbers(0, p)) {
        let sum: Local | undefined;
        for (let k = 0; k < n; k++) {
          const from = rowAt(dOut, row, n) + k * numberBytes;
          const slope = width === 'v128' ? cells.splat(from) : cells.single(from);
          const product = body.arithmetic('mul', width, slope, read(shared, rowAt(M, k, p) + at, width));
          sum = sum === undefined ? product : body.arithmetic('add', width, sum, product);
        }
        cells.write(rowAt(dx, row, p) + at, width, sum!);
      }
    }
  }

  #rowProducts({ factor, a, b, out, p }: RowProducts): void {
    const { body, cells } = this.#options;
    for (const row of this.#numbers) {
      const sum = this.#dot(cells, rowAt(a, row, p), cells, rowAt(b, row, p), p);
      cells.write(
        rowAt(out, row, 1),
        'f64',
        body.arithmetic('mul', 'f64', body.constant(factor, 'f64'), sum),
      );
    }
  }

  #scaleRows({ factor, a, b, out, p }: RowProducts): void {
    const { body, cells } = this.#options;
    for (const row of this.#numbers) {
      const slope = body.arithmetic(
        'mul',
        'f64',
        body.constant(factor, 'f64'),
        cells.single(rowAt(a, row, 1)),
      );
      const slopes = p > 1 ? body.splat(slope) : slope;
      for (const { at, width } of numbers(0, p)) {
        const by = width === 'v128' ? slopes : slope;
        const value = body.arithmetic('mul', width, by, read(cells, rowAt(b, row, p) + at, width));
        cells.write(rowAt(out, row, p) + at, width, value);
      }
    }
  }
}
