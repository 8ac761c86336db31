/** What a worker thread does: one function a kind of request. It keeps compiled jobs and layouts by their address. */
import { threadId, workerData } from 'node:worker_threads';
import { arrangeBlock } from '../../data/arrange.js';
import { placesOfBlock } from '../../data/deal.js';
import { decodeChunk, type Layout, mostRows } from '../../data/decode.js';
import { blockMoments } from '../../data/moments.js';
import type { Segment } from '../../data/segments.js';
import { openTable } from '../../data/table.js';
import { toFailure } from '../../errors.js';
import { wasmColumns } from '../../kernels/columns.js';
import { type Decode, wasmDecode } from '../../kernels/decode.js';
import { allocate, bytesAt, float64At } from '../../kernels/memory.js';
import { workspaceOver } from '../../kernels/workspace.js';
import type { AnswerOf, Kind, Reply, RequestOf, Shared, Task, WorkerData } from './messages.js';
import { type OpenJob, openJob } from './placed-job.js';
import { unshare } from './shared.js';

const { memory }: WorkerData = workerData;

const workspace = workspaceOver(memory);
const columns = wasmColumns(memory);

/** Used again by every chunk and every block. */
let scratch = workspace.allocate(0);
let places = workspace.allocateIndices(0);
const layouts = new Map<number, OpenLayout>();
const jobs = new Map<number, OpenJob>();

interface OpenLayout {
  readonly layout: Layout;
  readonly fast: Decode;
}

function openLayout(layout: Layout): OpenLayout {
  return { layout, fast: wasmDecode(memory, { ...layout, delimiter: 0x2c }) };
}

function kept<Value, Kept>(cache: Map<number, Kept>, ref: Shared<Value>, open: (value: Value) => Kept): Kept {
  const known = cache.get(ref.address);
  if (known !== undefined) return known;
  const opened = open(unshare(memory, ref));
  cache.set(ref.address, opened);
  return opened;
}

/** The same numbers where the kernels read them. */
function placesFor(numbers: Uint32Array): Uint32Array {
  if (places.length < numbers.length) places = workspace.allocateIndices(numbers.length);
  places.set(numbers);
  return places;
}

function openPieces(pieces: readonly Segment[], width: number) {
  return pieces.map(({ address, rows }) => ({ values: float64At(memory, address, rows * width), rows }));
}

const handlers: { [K in Kind]: (request: RequestOf<K>) => AnswerOf<K> } = {
  decode({ bytes, layout: ref }) {
    const { layout, fast } = kept(layouts, ref, openLayout);
    const room = mostRows(bytes.length, layout) * layout.width;
    if (scratch.length < room) scratch = workspace.allocate(room);
    const text = bytesAt(memory, bytes.address, bytes.length);
    const { rows, lines, fault } = decodeChunk(text, layout, scratch, fast);
    if (fault !== undefined) return { address: 0, rows, lines, fault };
    const length = rows * layout.width;
    const address = allocate(memory, length * 8);
    workspace.kernels.copy(scratch, 0, float64At(memory, address, length), length);
    return { address, rows, lines };
  },
  moments: ({ pieces, width }) => ({
    moments: blockMoments(openPieces(pieces, width), width, columns, workspace.allocate),
  }),
  arrange({ pieces, block, deal, standardization, table }) {
    const rows = openPieces(pieces, table.features + 1);
    const places = placesFor(placesOfBlock(block, deal));
    const mean = float64At(memory, standardization.mean, table.features);
    const scale = float64At(memory, standardization.scale, table.features);
    return { largestSquare: arrangeBlock(rows, places, { mean, scale }, openTable(memory, table), columns) };
  },
  steps({ job: ref, epoch, steps, objectiveSum }) {
    const { trainer, theta } = kept(jobs, ref, (placed) => openJob(memory, placed));
    const before = trainer.shardsDone;
    const result = trainer.takeSteps(epoch, steps, theta, objectiveSum);
    return { ...result, shards: trainer.shardsDone - before };
  },
  shards({ job: ref, epoch, step, shards }) {
    const { trainer, border, sums } = kept(jobs, ref, (placed) => openJob(memory, placed));
    trainer.addShards(epoch, step, shards, border, sums);
    return { shards: shards.to - shards.from };
  },
  evaluate({ job: ref, shards }) {
    const { trainer, border, evaluation } = kept(jobs, ref, (placed) => openJob(memory, placed));
    trainer.evaluate(shards, border, evaluation);
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
