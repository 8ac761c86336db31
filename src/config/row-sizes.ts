/**
 * Rows of a block and of a shard. A block is a power of two of shards, so the tree of sums over shards has a node for
 * each whole block: who has a block can add up its shards ahead.
 */
import type { Problem } from '../checks/problems.js';

export const defaultRows = { blockRows: 8192, shardRows: 1024 } as const;

export interface RowSizes {
  readonly blockRows: number;
  readonly shardRows: number;
}

type GivenSizes = { readonly [key in keyof RowSizes]?: number | undefined };

/** Both sizes; one that is not given is the one at most its default, or else the nearest, that fits the other. */
export function withDefaultRows({ blockRows, shardRows }: GivenSizes): RowSizes {
  if (shardRows === undefined) {
    const block = blockRows ?? defaultRows.blockRows;
    return { blockRows: block, shardRows: shardWithin(block, defaultRows.shardRows) };
  }
  return { blockRows: blockRows ?? blockWithin(defaultRows.blockRows, shardRows), shardRows };
}

/** The problem of values that are not checked yet, if both are given and do not fit. */
export function misfit(blockRows: unknown, shardRows: unknown): Problem[] {
  if (!isSize(blockRows) || !isSize(shardRows)) return [];
  const below = blockWithin(blockRows, shardRows);
  if (below === blockRows) return [];
  const smaller = shardWithin(blockRows, shardRows);
  const blocks = below > blockRows ? [below] : [below, 2 * below];
  const larger = smaller < shardRows && smaller < blockRows;
  const shards = larger ? [smaller, 2 * smaller] : [smaller];
  const would = `blockRows: ${blocks.join(' or ')}, or shardRows: ${shards.join(' or ')}, would do`;
  const text = `expected shardRows (${shardRows}) times a power of two, got ${blockRows}; ${would}`;
  return [{ path: ['blockRows'], text }];
}

/** The largest block of at most `most` rows, or else of one shard. */
function blockWithin(most: number, shardRows: number): number {
  let rows = shardRows;
  while (2 * rows <= most) rows *= 2;
  return rows;
}

/** The largest shard of at most `most` rows that fits the block, or else the smallest that does. */
function shardWithin(blockRows: number, most: number): number {
  let rows = blockRows;
  while (rows > most && rows % 2 === 0) rows /= 2;
  return rows;
}

function isSize(value: unknown): value is number {
  return Number.isSafeInteger(value) && Number(value) >= 1;
}
