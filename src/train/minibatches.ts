/** What is summed where: minibatches of an epoch, shards of a minibatch. Pure, and from the config alone. */

/** Consecutive positions [from, to) of an epoch, or rows of the table. */
export interface Span {
  readonly from: number;
  readonly to: number;
}

/** SGD steps of an epoch. */
export function stepsPerEpoch(rows: number, batchSize: number): number {
  return Math.ceil(rows / batchSize);
}

/** The positions of step `step`; the last minibatch of an epoch may be smaller. */
export function minibatch(step: number, rows: number, batchSize: number): Span {
  return { from: step * batchSize, to: Math.min((step + 1) * batchSize, rows) };
}

/** The end of the steps of full size among these. */
export function fullSteps(steps: Span, rows: number, batchSize: number): number {
  return Math.min(steps.to, Math.floor(rows / batchSize));
}

export function shardCount({ from, to }: Span, shardRows: number): number {
  return Math.ceil((to - from) / shardRows);
}

/** The positions of shard `index` of a span. */
export function shard({ from, to }: Span, index: number, shardRows: number): Span {
  return { from: from + index * shardRows, to: Math.min(from + (index + 1) * shardRows, to) };
}

/** Which of `count` things worker `index` of `workers` takes: a run of consecutive ones, none of them empty-handed while there are enough. */
export function share(count: number, index: number, workers: number): Span {
  return { from: Math.floor((count * index) / workers), to: Math.floor((count * (index + 1)) / workers) };
}
