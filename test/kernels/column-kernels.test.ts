/** Law: the WebAssembly column loops and their plain twins give the same bits. */

import { expect, test } from 'vitest';
import { wasmColumns } from '#chainrule/kernels/column-kernels.js';
import { allocate, uint32At } from '#chainrule/kernels/memory.js';
import { permutation } from '#chainrule/random.js';
import { memory, numbers, placed, seeded } from './helpers.js';
import { plainColumns } from './plain-columns.js';

const wasm = wasmColumns(memory);
const both = [plainColumns, wasm] as const;

for (const wild of [false, true]) {
  test(`sums and moments of 1 … 20 columns${wild ? ', with -0, NaN and infinities' : ''}`, () => {
    const source = seeded(wild ? 22 : 21);
    for (let width = 1; width <= 20; width++) {
      for (const count of [0, 1, 2, 3, 7, 33]) {
        const first = source.below(3);
        const rows = placed(numbers((first + count) * width, source, wild));
        const center = placed(numbers(width, source, wild));
        const [plain, fast] = both.map((columns) => {
          const sums = placed(new Float64Array(width));
          const moments = {
            sums: placed(new Float64Array(width)),
            squares: placed(new Float64Array(width)),
            minima: placed(new Float64Array(width).fill(Infinity)),
            maxima: placed(new Float64Array(width).fill(-Infinity)),
          };
          columns.addSums(rows, first, count, width, sums);
          columns.addMoments(rows, first, count, width, center, moments);
          return { sums, ...Object.fromEntries(Object.entries(moments).map(([k, v]) => [`of ${k}`, v])) };
        });
        expect(fast).toEqual(plain);
      }
    }
  });
}

test('standardized rows, put in place', () => {
  const source = seeded(23);
  for (let d = 0; d <= 20; d++) {
    const width = d + 1 + source.below(3);
    const rows = placed(numbers(50 * width, source, true));
    const [mean, scale] = [placed(numbers(d, source)), placed(numbers(d, source))];
    const count = source.below(40);
    const from = source.below(3);
    const places = uint32At(memory, allocate(memory, 4 * 50), 50);
    places.set(permutation(50, source));
    const [plain, fast] = both.map((columns) => {
      const [x, y] = [placed(new Float64Array(50 * d)), placed(new Float64Array(50))];
      const largest = columns.standardizeRows(rows, width, places, from, count, mean, scale, d, x, y);
      return { x, y, largest };
    });
    expect(fast).toEqual(plain);
    if (count > 0 && d > 0) {
      const value = (rows[0]! - mean[0]!) / scale[0]!;
      expect(fast!.x[places[from]! * d]).toBe(value);
      expect(fast!.y[places[from]!]).toBe(rows[d]);
    }
  }
});

test('constant columns have equal extremes, and arrays elsewhere are refused', () => {
  const moments = {
    sums: placed([0]),
    squares: placed([0]),
    minima: placed([Infinity]),
    maxima: placed([-Infinity]),
  };
  wasm.addMoments(placed([3, 3, 3]), 0, 3, 1, placed([1]), moments);
  expect(moments).toEqual({
    sums: Float64Array.of(6),
    squares: Float64Array.of(12),
    minima: Float64Array.of(3),
    maxima: Float64Array.of(3),
  });
  expect(() => wasm.addSums(Float64Array.of(1), 0, 1, 1, placed([0]))).toThrow(
    'a view of this memory is needed',
  );
});

test('products of columns, alone and with a column of ones', () => {
  const source = seeded(24);
  for (let columns = 0; columns <= 18; columns++) {
    for (const one of [false, true]) {
      const [from, first, at] = [source.below(3), source.below(3), source.below(3)];
      const width = from + columns + source.below(3);
      const count = source.below(30);
      const rows = placed(numbers((first + count) * width, source, true));
      const all = columns + Number(one);
      const start = numbers(at + (all * (all + 1)) / 2, source);
      const [plain, fast] = both.map((kernels) => {
        const sums = placed(start.slice());
        kernels.addProducts(rows, first, count, width, from, columns, one, sums, at);
        return sums;
      });
      expect(fast).toEqual(plain);
    }
  }
});
