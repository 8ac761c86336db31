/**
 * Counts of residuals in bins, for exact quantiles in bounded memory.
 *
 * Input after the frame and the point: intervals, each lo and hi. Partial for each interval: how many residuals are
 * below lo, then for each bin of [lo, hi] count, min and max. Bins are equal parts, monotone in the residual.
 */

import { residualsLength } from '../../kernels/tile-kernels.js';
import type { BlockPass } from './block-pass.js';
import { pointIn } from './gradient-pass.js';
import { forEachTile, placedInput, type Space } from './tiles.js';

export const bins = 128;
export const intervalLength = 1 + 3 * bins;

export function residualCountsPass(space: Space): BlockPass {
  return {
    name: 'residualCounts',
    block(x, y, rows, d, input) {
      const intervals = input.subarray(4 * (d + 1));
      const partial = emptyCounts(intervals.length / 2);
      const residuals = space.scratch.floats('residuals', residualsLength);
      const placed = placedInput(space, input);
      forEachTile(space, { x, y, rows, d }, placed, (tile, count) => {
        space.kernels.tileResiduals(tile, d, count, placed, pointIn(d), residuals);
        for (let k = 0; k < intervals.length; k += 2) {
          countInto(partial, (k / 2) * intervalLength, residuals, count, intervals[k]!, intervals[k + 1]!);
        }
      });
      return partial;
    },
    merge(left, right) {
      for (let at = 0; at < left.length; at += intervalLength) {
        left[at]! += right[at]!;
        for (let k = at + 1; k < at + intervalLength; k += 3) {
          left[k]! += right[k]!;
          left[k + 1] = Math.min(left[k + 1]!, right[k + 1]!);
          left[k + 2] = Math.max(left[k + 2]!, right[k + 2]!);
        }
      }
      return left;
    },
  };
}

function emptyCounts(intervals: number): Float64Array {
  const partial = new Float64Array(intervals * intervalLength);
  for (let at = 0; at < partial.length; at += intervalLength) {
    for (let k = at + 1; k < at + intervalLength; k += 3) {
      partial[k + 1] = Number.POSITIVE_INFINITY;
      partial[k + 2] = Number.NEGATIVE_INFINITY;
    }
  }
  return partial;
}

function countInto(
  partial: Float64Array,
  at: number,
  residuals: Float64Array,
  count: number,
  lo: number,
  hi: number,
): void {
  const perUnit = bins / (hi - lo);
  for (let i = 0; i < count; i++) {
    const r = residuals[i]!;
    if (r < lo) partial[at]! += 1;
    if (r < lo || r > hi) continue;
    // An interval too narrow or too wide for a quotient has two bins: lo, and all else.
    const place =
      Number.isFinite(perUnit) && perUnit > 0 ? Math.floor((r - lo) * perUnit) : r === lo ? 0 : bins - 1;
    const k = at + 1 + 3 * Math.min(place, bins - 1);
    partial[k]! += 1;
    if (r < partial[k + 1]!) partial[k + 1] = r;
    if (r > partial[k + 2]!) partial[k + 2] = r;
  }
}
