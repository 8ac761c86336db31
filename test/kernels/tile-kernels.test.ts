/** Law: the loops over tiles in WebAssembly and their plain twins give the same bits, wherever the rows lie. */
import { expect, test } from 'vitest';
import { residualsLength, tileRows } from '#chainrule/kernels/tile-kernels.js';
import { wasmTiles } from '#chainrule/kernels/wasm-tiles.js';
import type { Random } from '#chainrule/random.js';
import { memory, numbers, placed, seeded } from './helpers.js';
import { plainTiles } from './plain-tiles.js';

const both = [plainTiles, wasmTiles(memory)] as const;
const counts = [1, 2, 3, 7, 8, 9, 100, 127, 128];

const blank = (length: number) => placed(new Float64Array(length).fill(Number.NaN));

/** A tile as double-doubles: low words are small beside the high ones. */
function tileOf(columns: number, source: Random, wild: boolean) {
  const high = placed(numbers(columns * tileRows, source, wild));
  const low = placed(numbers(columns * tileRows, source).map((value) => value * 2 ** -60));
  return { high, low };
}

for (const wild of [false, true]) {
  const title = wild ? ', with -0, NaN and infinities' : '';

  test(`tiles of 1 … 13 columns are filled${title}`, () => {
    const source = seeded(wild ? 42 : 41);
    for (let columns = 1; columns <= 13; columns++) {
      for (const count of counts) {
        const [at, stride, first] = [source.below(3), columns + source.below(3), source.below(3)];
        const width = first + columns + source.below(2);
        const rows = numbers(at + count * stride, source, wild);
        const frame = placed(numbers(2 * width, source));
        const size = width * tileRows;
        const tiles = [rows, placed(rows)].flatMap((x) =>
          both.map((kernels) => {
            const tile = { high: blank(size), low: blank(size) };
            kernels.fillTile(tile, first, columns, x, at, stride, count, frame, width);
            return tile;
          }),
        );
        for (const other of tiles.slice(1)) expect(other).toEqual(tiles[0]);
        if (wild) continue;
        const k = at + (count - 1) * stride + columns - 1;
        const to = (first + columns - 1) * tileRows + count - 1;
        const value = rows[k]! * frame[first + columns - 1]!;
        const centre = frame[width + first + columns - 1]!;
        expect(tiles[0]!.high[to]).toBe(value - centre);
        if (count < tileRows) expect(tiles[0]!.high[to + 1]).toBe(0);
      }
    }
  });

  test(`totals of 1 … 13 columns${title}`, () => {
    const source = seeded(wild ? 44 : 43);
    for (let columns = 1; columns <= 13; columns++) {
      for (const count of [0, ...counts, 300]) {
        const [at, stride] = [source.below(3), columns + source.below(3)];
        const rows = numbers(at + count * stride, source, wild);
        const start = numbers(4 * columns, source);
        const totals = [rows, placed(rows)].flatMap((x) =>
          both.map((kernels) => {
            const out = placed(start);
            kernels.columnTotals(x, at, stride, columns, count, out);
            return out;
          }),
        );
        for (const other of totals.slice(1)) expect(other).toEqual(totals[0]);
      }
    }
  });

  test(`products and sums over 1 … 13 columns${title}`, () => {
    const source = seeded(wild ? 46 : 45);
    for (let columns = 1; columns <= 13; columns++) {
      const tile = tileOf(columns, source, wild);
      const spread = both.map((kernels) => {
        const out = blank(4 * columns);
        kernels.tileSpread(tile, columns, out);
        return out;
      });
      expect(spread[1]).toEqual(spread[0]);
      const products = both.map((kernels) => {
        const out = blank(columns * (columns + 1));
        kernels.tileProducts(tile, columns, blank(columns * tileRows), out);
        return out;
      });
      expect(products[1]).toEqual(products[0]);
      const left = numbers(2 * columns, source, wild);
      const right = placed(numbers(2 * columns, source, wild));
      const sums = both.map((kernels) => {
        const out = placed(left);
        kernels.addDoubles(out, right, columns);
        return out;
      });
      expect(sums[1]).toEqual(sums[0]);
    }
    for (const columns of [4, 8, 12]) {
      const { high } = tileOf(columns, source, wild);
      const start = numbers(columns * columns, source);
      const products = both.map((kernels) => {
        const out = placed(start);
        kernels.addProducts(high, columns, out);
        return out;
      });
      expect(products[1]).toEqual(products[0]);
      const factor = placed(numbers((columns * (columns + 4)) / 2, source));
      const leverages = both.map((kernels) => {
        const out = placed(numbers(tileRows, seeded(columns)));
        kernels.addLeverages(high, columns, factor, out);
        return out;
      });
      expect(leverages[1]).toEqual(leverages[0]);
    }
  });

  test(`residuals and gradients of 0 … 12 columns${title}`, () => {
    const source = seeded(wild ? 48 : 47);
    for (let d = 0; d <= 12; d++) {
      for (const count of counts) {
        const tile = tileOf(d + 1, source, wild);
        const point = source.below(3);
        const input = placed(numbers(point + 2 * (d + 1), source));
        const ended = both.map((kernels) => {
          const residuals = blank(residualsLength);
          kernels.tileResiduals(tile, d, count, input, point, residuals);
          const gradient = blank(2 * (d + 2));
          kernels.tileGradient(tile, d, residuals, gradient);
          return { residuals, gradient };
        });
        expect(ended[1]).toEqual(ended[0]);
      }
    }
  });
}

test('a sum in double-double keeps what float64 loses', () => {
  for (const kernels of both) {
    const high = placed(Float64Array.from({ length: tileRows }, (_, i) => [1e20, 1, -1e20, 1][i % 4]!));
    const out = blank(4);
    kernels.tileSpread({ high, low: placed(new Float64Array(tileRows)) }, 1, out);
    expect(out[0]! + out[2]!).toBe(tileRows / 2);
  }
});
