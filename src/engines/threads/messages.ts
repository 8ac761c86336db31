/** The messages between the coordinator and its worker threads. Large things lie in shared memory, at addresses. */

import type { Deal } from '../../data/deal.js';
import type { Layout } from '../../data/decode.js';
import type { BatchFacts } from '../../data/decode-batch.js';
import type { HoldoutBlock, RowsOf } from '../../data/holdout.js';
import type { Segment } from '../../data/segments.js';
import type { Batch } from '../../data/sources/source.js';
import type { SpillPlace } from '../../data/spill.js';
import type { TablePlace } from '../../data/table.js';
import type { Failure } from '../../errors.js';
import type { PredictableModel } from '../../predict/predictable.js';
import type { MatrixTask } from '../../solve/matrices/matrices.js';
import type { StepsResult } from '../../train/engine.js';
import type { Job } from '../../train/job.js';
import type { Span } from '../../train/minibatches.js';
import type { PassKind } from '../../train/table-passes.js';
import type { PredictionLayout } from '../workers.js';
import type { BlockBuffersAt } from './block-buffers.js';
import type { Evaluating } from './thread-models.js';

/** Float64 numbers in shared memory. */
export interface NumbersAt {
  readonly address: number;
  /** How many. */
  readonly length: number;
}

/** A value written in shared memory as JSON, read once by each thread. */
export interface Shared<Value> {
  readonly address: number;
  /** In bytes. */
  readonly length: number;
  /** Only a type: which value lies there. */
  readonly holds?: Value;
}

/** A job and where its parts lie. Lengths follow from the job. */
export interface PlacedJob {
  readonly job: Job;
  readonly table: TablePlace;
  readonly state: number;
  readonly cut: number;
  /** Sums of the shards of one minibatch. */
  readonly sums: number;
}

/** Where the decoded rows of a block lie, the outcome last in each. */
export interface DecodedBlock {
  readonly pieces: readonly Segment[];
  readonly leftOut?: HoldoutBlock | undefined;
  /** Which of its rows are meant, where some are held out. */
  readonly of: RowsOf;
}

/** Each kind of request with its answer. */
export interface Exchanges {
  /** Decodes a batch; its rows stay in shared memory, or in the file of rows that do not fit there. */
  decode: {
    request: {
      readonly batch: Batch;
      readonly insideQuotes: boolean | undefined;
      readonly layout: Shared<Layout>;
      /** With a model, what its evaluation needs of the rows is kept in their place. */
      readonly model?: Shared<PredictableModel> | undefined;
    };
    answer: BatchFacts & { readonly segment: Segment };
  };
  /** Decodes a batch and predicts its rows: as CSV. */
  predict: {
    request: {
      readonly batch: Batch;
      readonly insideQuotes: boolean | undefined;
      readonly layout: Shared<PredictionLayout>;
    };
    answer: BatchFacts & { readonly text: Uint8Array };
  };
  /** Errors of the predictions of decoded rows: sums merged by the one tree. */
  evaluate: {
    request: {
      readonly model: Shared<PredictableModel>;
      readonly blocks: readonly DecodedBlock[];
      readonly width: number;
    } & Evaluating;
    answer: { readonly sums: Float64Array | undefined };
  };
  /** A pass of `solve` over decoded rows: its partial for some blocks in a row, merged by the one tree of merges. */
  decodedPass: {
    request: {
      readonly pass: string;
      readonly input: Float64Array;
      readonly blocks: readonly DecodedBlock[];
      readonly width: number;
    };
    answer: { readonly partial: Float64Array | undefined };
  };
  /** A task on matrices in shared memory. */
  matrix: {
    request: { readonly task: MatrixTask<NumbersAt> };
    answer: { readonly value: number };
  };
  arrange: {
    request: {
      readonly pieces: readonly Segment[];
      /** Blocks of the file. */
      readonly blocks: Span;
      readonly deal: Deal;
      /** Addresses of one number a feature each. */
      readonly standardization: { readonly mean: number; readonly scale: number };
      readonly table: TablePlace;
    };
    answer: { readonly largestSquare: number };
  };
  /** Whole steps in one thread. */
  steps: {
    request: {
      readonly job: Shared<PlacedJob>;
      readonly epoch: number;
      readonly steps: Span;
      readonly objectiveSum: number;
    };
    answer: StepsResult & { readonly shards: number };
  };
  /** Some shards of one step. */
  shards: {
    request: {
      readonly job: Shared<PlacedJob>;
      readonly epoch: number;
      readonly step: number;
      readonly shards: Span;
    };
    answer: { readonly shards: number };
  };
  /** Some shards of a pass over the table, or over some rows of it: their sums, added in the fixed tree. */
  pass: {
    request: {
      readonly job: Shared<PlacedJob>;
      readonly kind: PassKind;
      readonly rows: Span;
      readonly shards: Span;
    };
    answer: { readonly sums: Float64Array };
  };
}

export type Kind = keyof Exchanges;
export type RequestOf<K extends Kind> = Exchanges[K]['request'];
export type AnswerOf<K extends Kind> = Exchanges[K]['answer'];

/** A task as piscina carries it; an answer goes back on the promise of its own task, so none can be late. */
export type Task = { [K in Kind]: { readonly kind: K; readonly request: RequestOf<K> } }[Kind];

export type Reply<K extends Kind = Kind> =
  | { readonly status: 'done'; readonly thread: number; readonly answer: AnswerOf<K> }
  | Failure;

/** Data passed to each worker when it starts (`workerData`). */
export interface WorkerData {
  readonly memory: WebAssembly.Memory;
  readonly kernels: WebAssembly.Module;
  readonly spill: SpillPlace;
  readonly blockBuffers: BlockBuffersAt;
}
