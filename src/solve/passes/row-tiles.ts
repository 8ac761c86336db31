/**
 * Rows as the dual problem sees them: zᵢⱼ = (x̃ᵢⱼ − δⱼ)·uⱼ of `tileRows` features at a time, one row of the block behind the
 * other, as float64 or as double-double.
 *
 * Input of the passes over them, after the frame: δ [d], high words, then low words; u [d], high words, then low words; the
 * features from … to, to not included.
 */
import { type ColumnTile, tileRows } from '../../kernels/tile-kernels.js';
import type { BlockRows, Space } from './tiles.js';

/** 2²⁷ + 1, which splits a float64 in two halves of 26 bits. */
const splitter = 134217729;

export interface RowTile {
  /** [rows × tileRows], the rows up to a multiple of four. */
  readonly tile: ColumnTile;
  /** The first feature. */
  readonly first: number;
  /** How many of its features are any. */
  readonly count: number;
}

/** Where what is particular to a pass begins in its input. */
export function afterRowTiles(d: number): number {
  return 2 * (d + 1) + 4 * d + 2;
}

/** Visits the tiles of features from … to. The tile is the same object every time. */
export function forEachRowTile(
  { scratch }: Space,
  block: BlockRows,
  input: Float64Array,
  exact: boolean,
  visit: (tile: RowTile) => void,
): void {
  const { rows, d } = block;
  const size = 4 * Math.ceil(rows / 4) * tileRows;
  const tile = { high: scratch.floats('high', size), low: scratch.floats('low', exact ? size : 0) };
  const last = afterRowTiles(d) - 1;
  const to = input[last]!;
  for (let first = input[last - 1]!; first < to; first += tileRows) {
    const count = Math.min(tileRows, to - first);
    tile.high.fill(0, 0, size);
    if (exact) {
      tile.low.fill(0, 0, size);
      fillExactly(tile, block, input, first, count);
    } else {
      fill(tile.high, block, input, first, count);
    }
    visit({ tile, first, count });
  }
}

function fill(
  high: Float64Array,
  { x, y, rows, d }: BlockRows,
  input: Float64Array,
  first: number,
  count: number,
): void {
  const stride = y === undefined ? d + 1 : d;
  const centres = d + 1;
  const offsets = 2 * (d + 1);
  const factors = offsets + 2 * d;
  for (let i = 0; i < rows; i++) {
    const start = i * stride + first;
    for (let l = 0; l < count; l++) {
      const j = first + l;
      const value = x[start + l]! * input[j]!;
      const centre = input[centres + j]!;
      const s = value - centre;
      const t = s - value;
      const rest = value - (s - t) - (centre + t) - input[offsets + j]!;
      high[i * tileRows + l] = (s + rest) * input[factors + j]!;
    }
  }
}

function fillExactly(
  { high, low }: ColumnTile,
  { x, y, rows, d }: BlockRows,
  input: Float64Array,
  first: number,
  count: number,
): void {
  const stride = y === undefined ? d + 1 : d;
  const centres = d + 1;
  const offsets = 2 * (d + 1);
  const factors = offsets + 2 * d;
  for (let l = 0; l < count; l++) {
    const j = first + l;
    const scale = input[j]!;
    const centre = input[centres + j]!;
    const offset = input[offsets + j]!;
    const offsetLow = input[offsets + d + j]!;
    const factor = input[factors + j]!;
    const factorLow = input[factors + d + j]!;
    const cf = splitter * factor;
    const fh = cf - (cf - factor);
    const fl = factor - fh;
    for (let i = 0; i < rows; i++) {
      const value = x[i * stride + j]! * scale;
      const s = value - centre;
      const t = s - value;
      const rest = value - (s - t) - (centre + t);
      // x̃ − δ.
      const a = s - offset;
      const b = a - s;
      const off = s - (a - b) - (offset + b) + (rest - offsetLow);
      const hi = a + off;
      const lo = off - (hi - a);
      // Times u.
      const ch = splitter * hi;
      const hh = ch - (ch - hi);
      const hl = hi - hh;
      const p = hi * factor;
      const e = hh * fh - p + hh * fl + hl * fh + hl * fl + (hi * factorLow + lo * factor);
      const z = p + e;
      high[i * tileRows + l] = z;
      low[i * tileRows + l] = e - (z - p);
    }
  }
}
