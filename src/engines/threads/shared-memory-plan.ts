/**
 * What the memory that all threads share is used for: rows get what is left beside buffers, which are known before the
 * first row is read. Never changes a result.
 */
import { mostRecordBytes } from '../../data/boundaries.js';
import { rangeBytes } from '../../data/sources/range-hash.js';
import { InputOutputError, TrainingError } from '../../errors.js';
import { addressSpaceLeft } from '../../kernels/address-space.js';
import { mostMemory } from '../../kernels/memory.js';
import type { PoolOptions } from './pool.js';

export interface MemoryNeeds extends PoolOptions {
  /** Bytes that the memory can have. */
  readonly ceiling: number;
  readonly workers: number;
  /** Numbers of a row: d + 1. */
  readonly width: number;
  readonly blockRows: number;
}

export interface SharedMemoryPlan {
  /** Bytes of memory for rows. */
  readonly rows: number;
  /** How many threads can work on a block that is not side by side in memory. */
  readonly blockBuffers: number;
}

/** With less address space, nothing is worth trying. */
const leastMemory = 64 * 2 ** 20;

/** Bytes that the memory of so many threads can have. Throws an `InputOutputError` where the system gives too few. */
export function ceilingFor(threads: number, { ceiling = mostMemory }: PoolOptions): number {
  const left = addressSpaceLeft(threads);
  if (left >= leastMemory) return Math.min(ceiling, left);
  const text = `the limit of address space (ulimit -v) leaves too little beside what Node takes for each thread; raise it, or use fewer --workers`;
  throw new InputOutputError('MEMORY_RESERVE', text);
}

const numberBytes = Float64Array.BYTES_PER_ELEMENT;

/** A cell of one digit and its comma, 2 bytes, become 8. */
const mostPerByte = 4;

/** Of each thread: tiles, partials, windows and pieces of rows on disk. */
const threadBytes = 20 * 2 ** 20;

/** Rows lie with some space between them, and small things besides. */
const rowsOfAll = 15 / 16;

/** With fewer bytes for rows, training is not worth trying. */
const leastRows = 8 * 2 ** 20;

/** Buffers of blocks take at most so much of the memory, unless one takes more. */
const mostForBlocks = 1 / 4;

/** Throws a `TrainingError` where the run cannot fit, with what would do. */
export function planSharedMemory(needs: MemoryNeeds): SharedMemoryPlan {
  const { budget = Infinity, workers, spillFolder } = needs;
  const block = blockBytes(needs);
  const left = bytesBesideBuffers(needs);
  const wanted = Math.floor((Math.min(left, budget) * mostForBlocks) / block);
  const blockBuffers = Math.max(1, Math.min(workers, wanted));
  // Without a file for them, all rows are sure to fit in the budget.
  if (spillFolder === undefined) return { rows: budget, blockBuffers };
  const rows = (left - blockBuffers * block) * rowsOfAll;
  if (rows < leastRows) throw tooLarge(needs);
  return { rows: Math.min(budget, rows), blockBuffers };
}

/** Of one block. The input may be smaller than that; of unknown size, it is not refused for what it might be. */
function blockBytes({ ceiling, width, blockRows, inputBytes = Infinity }: MemoryNeeds): number {
  const most = inputBytes < Infinity ? inputBytes * mostPerByte : ceiling * mostForBlocks;
  return Math.min(blockRows * width * numberBytes, most + width * numberBytes);
}

function bytesBesideBuffers({ ceiling, workers, width, exact, blockRows, inputBytes }: MemoryNeeds): number {
  const bytes = Math.min(inputBytes ?? Infinity, rangeBytes);
  // A record that goes on beyond its range is read to its end; rows as decoded come on top of the bytes.
  const decoding = bytes * (1 + mostPerByte) + Math.min(mostRecordBytes, width * 32);
  const perThread = threadBytes + decoding + 32 * width * numberBytes;
  return ceiling - (workers + 1) * perThread - matrixBytes(exact, width, blockRows);
}

/** About the columns of the largest matrix that `solver: auto` factors. */
const mostAffordable = 2048;

/** Of the exact solver: a matrix, its scaled copy and its inverse; again in double-double, and for proofs, where that is affordable. */
function matrixBytes(exact: MemoryNeeds['exact'], width: number, blockRows: number): number {
  if (exact === 'never') return 0;
  const k = exact === 'always' ? width : Math.min(width, mostAffordable);
  const matrices = k <= mostAffordable ? 8 : 3;
  return matrices * Math.min(k, Math.max(blockRows, mostAffordable)) ** 2 * numberBytes;
}

function tooLarge(needs: MemoryNeeds): TrainingError {
  const { width, blockRows, workers, ceiling, exact } = needs;
  const fits = (change: Partial<MemoryNeeds>) => {
    const other = { ...needs, ...change };
    return (bytesBesideBuffers(other) - blockBytes(other)) * rowsOfAll >= leastRows;
  };
  const advice: string[] = [];
  if (fits({ workers: 1 })) {
    let most = workers;
    while (!fits({ workers: most })) most = Math.floor(most / 2);
    advice.push(`--workers ${most}`);
  }
  let rows = blockRows;
  while (rows > 1 && !fits({ blockRows: rows })) rows = Math.floor(rows / 2);
  if (fits({ blockRows: rows })) advice.push(`--set blockRows=${rows}`);
  if (exact === 'always' && fits({ exact: 'never' })) advice.push('--set solver=svrg');
  const way = advice.length === 0 ? 'use fewer columns' : `use ${advice.join(' or ')}`;
  const block = `a block of ${blockRows} rows of ${width} numbers takes ${megabytes(blockBytes(needs))}`;
  const text = `the buffers of this run do not fit in the ${megabytes(ceiling)} that it can address: ${block}, and there are ${workers} workers; ${way}`;
  return new TrainingError('TRAINING_MEMORY', text);
}

function megabytes(bytes: number): string {
  return `${Math.ceil(bytes / 1e6)} MB`;
}
