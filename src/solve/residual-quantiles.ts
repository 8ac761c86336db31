/**
 * Exact quantiles of the residuals: every order statistic that is asked for is narrowed down to a bin, that bin to its
 * own least and greatest residual, and so on until these are one number. Counts are whole numbers, so the result is the
 * same for any blocks; memory is bounded by the bins; a million rows of noise take about four passes.
 */
import type { Runner } from './block-pass.js';
import type { Columns } from './columns.js';
import { type Point, pointInput } from './point.js';
import { scaleBy } from './powers-of-two.js';
import { bins, intervalLength } from './residual-counts.js';

interface Search {
  lo: number;
  hi: number;
}

/** Quantiles at `levels` in units of the outcome, interpolated as R does by default (type 7). */
export async function residualQuantiles(
  run: Runner,
  columns: Columns,
  point: Point,
  levels: readonly number[],
): Promise<number[]> {
  const last = columns.rows - 1;
  const ranks = [...new Set(levels.flatMap((level) => [Math.floor(last * level), Math.ceil(last * level)]))];
  const statistics = await orderStatistics(run, pointInput(columns, point), ranks);
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
): Promise<Map<number, number>> {
  const searches = new Map<number, Search>(
    ranks.map((rank) => [rank, { lo: Number.NEGATIVE_INFINITY, hi: Number.POSITIVE_INFINITY }]),
  );
  for (;;) {
    const open = [...searches.values()].filter(({ lo, hi }) => lo !== hi);
    const intervals = [...new Map(open.map(({ lo, hi }) => [`${lo} ${hi}`, [lo, hi]])).values()];
    if (intervals.length === 0) break;
    const partial = await run('residualCounts', Float64Array.from([...input, ...intervals.flat()]));
    for (const [rank, search] of searches) {
      const k = intervals.findIndex(([lo, hi]) => lo === search.lo && hi === search.hi);
      if (k >= 0) searches.set(rank, narrowed(partial, k * intervalLength, rank));
    }
  }
  return new Map([...searches].map(([rank, { lo }]) => [rank, lo]));
}

/** The range of the bin that holds the residual of this rank. */
function narrowed(partial: Float64Array, at: number, rank: number): Search {
  let below = partial[at]!;
  for (let bin = 0; bin < bins; bin++) {
    const k = at + 1 + 3 * bin;
    below += partial[k]!;
    if (rank < below) return { lo: partial[k + 1]!, hi: partial[k + 2]! };
  }
  throw new Error(`no residual of rank ${rank}: a residual is not a number`);
}
