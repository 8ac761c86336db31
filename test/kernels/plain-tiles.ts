/** The loops over tiles in plain TypeScript: what the WebAssembly kernels are held against, bit by bit. */

import { type TileKernels, tileRows } from '#chainrule/kernels/tile-kernels.js';
import { plainDoubles } from './plain-doubles.js';

export const plainTiles: TileKernels = {
  ...plainDoubles,
  fillTile({ high, low }, first, columns, x, at, stride, count, frame, width) {
    for (let j = 0; j < columns; j++) {
      const scale = frame[first + j]!;
      const centre = frame[width + first + j]!;
      const start = (first + j) * tileRows;
      for (let i = 0, k = at + j; i < count; i++, k += stride) {
        // Knuth's two-sum of the scaled value and −centre.
        const value = x[k]! * scale;
        const s = value - centre;
        const t = s - value;
        high[start + i] = s;
        low[start + i] = value - (s - t) - (centre + t);
      }
      high.fill(0, start + count, start + tileRows);
      low.fill(0, start + count, start + tileRows);
    }
  },
  columnTotals(x, at, stride, columns, count, totals) {
    for (let j = 0; j < columns; j++) {
      let least = totals[j]!;
      let most = totals[columns + j]!;
      let hi = totals[2 * columns + j]!;
      let lo = totals[3 * columns + j]!;
      for (let i = 0, k = at + j; i < count; i++, k += stride) {
        const value = x[k]!;
        if (value < least) least = value;
        if (value > most) most = value;
        const s = hi + value;
        const t = s - hi;
        lo += hi - (s - t) + (value - t);
        hi = s;
      }
      totals[j] = least;
      totals[columns + j] = most;
      totals[2 * columns + j] = hi;
      totals[3 * columns + j] = lo;
    }
  },
  addProducts(high, columns, out) {
    for (let j = 0; j < columns; j++) {
      const a = j * tileRows;
      for (let k = j - (j % 4); k < columns; k++) {
        const b = k * tileRows;
        let even = 0;
        let odd = 0;
        for (let i = 0; i < tileRows; i += 2) {
          even += high[a + i]! * high[b + i]!;
          odd += high[a + i + 1]! * high[b + i + 1]!;
        }
        out[j * columns + k]! += even + odd;
      }
    }
  },
  addLeverages(high, columns, s, out) {
    let block = 0;
    for (let j = 4; j <= columns; j += 4) {
      for (let i = 0; i < tileRows; i++) {
        for (let l = 0; l < 4; l++) {
          let u = 0;
          for (let k = 0; k < j; k++) u += high[k * tileRows + i]! * s[block + 4 * k + l]!;
          out[i]! += u * u;
        }
      }
      block += 4 * j;
    }
  },
};
