/**
 * Exact quantiles of the residuals: every order statistic that is asked for is narrowed down to a bin, that bin to its
 * own least and greatest residual, and so on until these are one number. Counts are whole numbers, so the result is the
 * same for any blocks; memory is bounded by the bins; a million rows of noise take about three passes. The first looks
 * within four standard deviations at once, as the extremes may be far out.
 */

import { scaleBy } from '../arithmetic/powers-of-two.js';
import { type Point, pointInput } from '../exact/point.js';
import type { PreparedColumns } from '../exact/prepared-columns.js';
import type { Runner } from '../passes/block-pass.js';
import { bins, intervalLength } from '../passes/residual-counts-pass.js';

interface Search {
  readonly lo: number;
  readonly hi: number;
}

/** Quantiles at `levels` in units of the outcome, interpolated as R does by default (type 7). `squaredResiduals` is Σ r². */
export async function residualQuantiles(
  run: Runner,
  columns: PreparedColumns,
  point: Point,
  levels: readonly number[],
  squaredResiduals: number,
): Promise<number[]> {
  const last = columns.rows - 1;
  const ranks = [...new Set(levels.flatMap((level) => [Math.floor(last * level), Math.ceil(last * level)]))];
  const most = 4 * Math.sqrt(squaredResiduals / columns.rows);
  const middle = { lo: -most, hi: most };
  const statistics = await orderStatistics(run, pointInput(columns, point), ranks, middle);
  const up = columns.frame.exponent[columns.features]!;
  return levels.map((level) => {
    const low = statistics.get(Math.floor(last * level))!;
    const high = statistics.get(Math.ceil(last * level))!;
    return scaleBy(low + (last * level - Math.floor(last * level)) * (high - low), up);
  });
}

async function orderStatistics(
  run: Runner,
  input: Float64Array,
  ranks: readonly number[],
  middle: Search,
): Promise<Map<number, number>> {
  const count = (intervals: readonly Search[]) =>
    run('residualCounts', Float64Array.from([...input, ...intervals.flatMap(({ lo, hi }) => [lo, hi])]));
  const first = await count([{ lo: Number.NEGATIVE_INFINITY, hi: Number.POSITIVE_INFINITY }, middle]);
  const searches = new Map<number, Search>(
    ranks.map((rank) => [rank, narrowed(first, intervalLength, rank) ?? within(first, 0, rank)]),
  );
  for (;;) {
    const open = [...searches.values()].filter(({ lo, hi }) => lo !== hi);
    const intervals = [...new Map(open.map((search) => [`${search.lo} ${search.hi}`, search])).values()];
    if (intervals.length === 0) break;
    const partial = await count(intervals);
    for (const [rank, search] of searches) {
      const k = intervals.findIndex(({ lo, hi }) => lo === search.lo && hi === search.hi);
      if (k >= 0) searches.set(rank, within(partial, k * intervalLength, rank));
    }
  }
  return new Map([...searches].map(([rank, { lo }]) => [rank, lo]));
}

/** The range of the bin that holds the residual of this rank; undefined where none of the interval's does. */
function narrowed(partial: Float64Array, at: number, rank: number): Search | undefined {
  let below = partial[at]!;
  if (rank < below) return undefined;
  for (let bin = 0; bin < bins; bin++) {
    const k = at + 1 + 3 * bin;
    const [lo, hi] = [partial[k + 1]!, partial[k + 2]!];
    // The least and the greatest of a bin are known by themselves.
    if (rank === below && partial[k]! > 0) return { lo, hi: lo };
    below += partial[k]!;
    if (rank === below - 1) return { lo: hi, hi };
    if (rank < below) return { lo, hi };
  }
  return undefined;
}

function within(partial: Float64Array, at: number, rank: number): Search {
  const search = narrowed(partial, at, rank);
  if (search === undefined) throw new Error(`no residual of rank ${rank}: a residual is not a number`);
  return search;
}
