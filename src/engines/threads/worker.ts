/** What a worker thread does: one function a kind of request. It keeps compiled jobs and layouts by their address. */
import { threadId, workerData } from 'node:worker_threads';
import { arrangeBlock } from '../../data/arrange.js';
import { decodeChunk, type Layout, mostRows } from '../../data/decode.js';
import { blockMoments } from '../../data/moments.js';
import type { Segment } from '../../data/segments.js';
import { openTable } from '../../data/table.js';
import { toFailure } from '../../errors.js';
import { allocate, bytesAt, float64At } from '../../kernels/memory.js';
import type { AnswerOf, Kind, Reply, RequestOf, Shared, Task, WorkerData } from './messages.js';
import { type OpenJob, openJob } from './placed-job.js';
import { unshare } from './shared.js';

const { memory }: WorkerData = workerData;

let scratch = new Float64Array(0);
const layouts = new Map<number, Layout>();
const jobs = new Map<number, OpenJob>();

function kept<Value, Kept>(cache: Map<number, Kept>, ref: Shared<Value>, open: (value: Value) => Kept): Kept {
  const known = cache.get(ref.address);
  if (known !== undefined) return known;
  const opened = open(unshare(memory, ref));
  cache.set(ref.address, opened);
  return opened;
}

function openPieces(pieces: readonly Segment[], width: number) {
  return pieces.map(({ address, rows }) => ({ values: float64At(memory, address, rows * width), rows }));
}

const handlers: { [K in Kind]: (request: RequestOf<K>) => AnswerOf<K> } = {
  decode({ bytes, layout: ref }) {
    const layout = kept(layouts, ref, (value) => value);
    const room = mostRows(bytes.length, layout) * layout.width;
    if (scratch.length < room) scratch = new Float64Array(room);
    const { rows, lines, fault } = decodeChunk(bytesAt(memory, bytes.address, bytes.length), layout, scratch);
    if (fault !== undefined) return { address: 0, rows, lines, fault };
    const length = rows * layout.width;
    const address = allocate(memory, length * 8);
    float64At(memory, address, length).set(scratch.subarray(0, length));
    return { address, rows, lines };
  },
  moments: ({ pieces, width }) => ({ moments: blockMoments(openPieces(pieces, width), width) }),
  arrange({ pieces, block, deal, standardization, table }) {
    const open = openPieces(pieces, table.features + 1);
    return arrangeBlock(open, block, deal, standardization, openTable(memory, table));
  },
  steps({ job: ref, epoch, steps, objectiveSum }) {
    const { trainer, state } = kept(jobs, ref, (placed) => openJob(memory, placed));
    const before = trainer.shardsDone;
    const result = trainer.takeSteps(epoch, steps, state, objectiveSum);
    return { ...result, shards: trainer.shardsDone - before };
  },
  shards({ job: ref, epoch, step, shards }) {
    const { trainer, border, sums } = kept(jobs, ref, (placed) => openJob(memory, placed));
    trainer.addShards(epoch, step, shards, border, sums);
    return { shards: shards.to - shards.from };
  },
  pass({ job: ref, kind, rows, shards }) {
    const { trainer, border, pass } = kept(jobs, ref, (placed) => openJob(memory, placed));
    trainer.passes.run(kind, rows, shards, border, pass);
    return { shards: shards.to - shards.from };
  },
};

function handle<K extends Kind>(kind: K, request: RequestOf<K>): AnswerOf<K> {
  return handlers[kind](request);
}

/** Runs one task. A failure is a value: errors lose their class and fields between threads. */
export default function run({ kind, request }: Task): Reply {
  try {
    return { status: 'done', thread: threadId, answer: handle(kind, request) };
  } catch (error) {
    return toFailure(error);
  }
}
