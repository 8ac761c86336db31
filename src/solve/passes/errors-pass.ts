/**
 * Errors of a point's predictions in the frame: residuals in double-double, and what they would be if their own row
 * were left out, r / (1 − h) with the leverage h = `base` + ‖Sᵀ(x̃ − δ)‖².
 *
 * Input after the frame and the point: nothing, or base, k, the k columns that S spans, their δ, and S as
 * `packFactor` lays it out. Partial: Σ r² (high, low word), Σ |r|, Σ (r / (1 − h))², Σ h, the largest h; without S the
 * last three are 0.
 */
import { residualsLength, tileRows } from '../../kernels/tile-kernels.js';
import { add } from '../arithmetic/double-double.js';
import type { BlockPass } from './block-pass.js';
import { pointIn } from './gradient-pass.js';
import { forEachTile, placedInput, type Space } from './tiles.js';

/** What the leverages of rows are made of. */
export interface LeverageInput {
  readonly base: number;
  readonly kept: readonly number[];
  /** δ of each kept column. */
  readonly offset: readonly number[];
  /** S, kept × kept, row-major, upper triangular. */
  readonly inverse: Float64Array;
}

export function leverageInput({ base, kept, offset, inverse }: LeverageInput): number[] {
  return [base, kept.length, ...kept, ...offset, ...packFactor(inverse, kept.length)];
}

/** Four columns at a time, their rows down to the diagonal, padded by zeros: see `addLeverages`. */
function packFactor(s: Float64Array, k: number): Float64Array {
  const width = 4 * Math.ceil(k / 4);
  const packed = new Float64Array((width * (width + 4)) / 2);
  let to = 0;
  for (let j = 0; j < width; j += 4) {
    for (let i = 0; i < j + 4; i++)
      for (let l = j; l < j + 4; l++, to++) if (i < k && l < k) packed[to] = s[i * k + l]!;
  }
  return packed;
}

export function errorsPass(space: Space): BlockPass {
  const { kernels, scratch } = space;
  return {
    name: 'errors',
    block(x, y, rows, d, input) {
      const partial = new Float64Array(6);
      const ofTile = scratch.floats('ofTile', 4);
      const residuals = scratch.floats('residuals', residualsLength);
      const placed = placedInput(space, input);
      const leverages = 4 * (d + 1) < input.length ? leveragesIn(space, placed, 4 * (d + 1)) : undefined;
      forEachTile(space, { x, y, rows, d }, placed, (tile, count) => {
        kernels.tileResiduals(tile, d, count, placed, pointIn(d), residuals);
        // Of no column: only the sums of residuals.
        kernels.tileGradient(tile, 0, residuals, ofTile);
        addSquares(partial, [ofTile[1]!, ofTile[3]!]);
        for (let i = 0; i < count; i++) partial[2]! += Math.abs(residuals[i]!);
        if (leverages !== undefined) addLeftOut(partial, residuals, leverages(tile.high), count);
      });
      return partial;
    },
    merge(left, right) {
      addSquares(left, [right[0]!, right[1]!]);
      for (let k = 2; k < 5; k++) left[k]! += right[k]!;
      left[5] = Math.max(left[5]!, right[5]!);
      return left;
    },
  };
}

function addSquares(partial: Float64Array, squares: readonly [number, number]): void {
  const [high, low] = add([partial[0]!, partial[1]!], squares);
  partial[0] = high;
  partial[1] = low;
}

/** Leverages of a tile's rows; the same array every time. */
function leveragesIn(
  { kernels, scratch }: Space,
  input: Float64Array,
  from: number,
): (high: Float64Array) => Float64Array {
  const base = input[from]!;
  const k = input[from + 1]!;
  const width = 4 * Math.ceil(k / 4);
  const kept = from + 2;
  const packed = (width * (width + 4)) / 2;
  const factor = scratch.floats('factor', packed);
  factor.set(input.subarray(kept + 2 * k, kept + 2 * k + packed));
  const centred = scratch.floats('centred', width * tileRows);
  centred.fill(0, k * tileRows, width * tileRows);
  const leverages = scratch.floats('leverages', tileRows);
  return (high) => {
    for (let j = 0; j < k; j++) {
      const column = input[kept + j]! * tileRows;
      const offset = input[kept + k + j]!;
      for (let i = 0; i < tileRows; i++) centred[j * tileRows + i] = high[column + i]! - offset;
    }
    leverages.fill(base, 0, tileRows);
    if (k > 0) kernels.addLeverages(centred, width, factor, leverages);
    return leverages;
  };
}

function addLeftOut(
  partial: Float64Array,
  residuals: Float64Array,
  leverages: Float64Array,
  count: number,
): void {
  for (let i = 0; i < count; i++) {
    const leverage = leverages[i]!;
    const leftOut = residuals[i]! / (1 - leverage);
    partial[3]! += leftOut * leftOut;
    partial[4]! += leverage;
    if (leverage > partial[5]!) partial[5] = leverage;
  }
}
