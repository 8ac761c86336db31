/**
 * The interface between the coordinator and whatever holds the rows and works on them: threads of this process, or other
 * machines. Rows are named by number and block, never by address. Every question is pure: the same question over the same
 * blocks has the same answer, whoever computes it, how often, and in which order.
 */

import type { Layout } from '../data/decode.js';
import type { BatchFacts } from '../data/decode-batch.js';
import type { Holdout, RowsOf } from '../data/holdout.js';
import type { Batch } from '../data/sources/source.js';
import type { Standardization } from '../data/standardization.js';
import type { PredictableModel } from '../predict/predictable.js';
import type { Matrices } from '../solve/matrices/matrices.js';
import type { Passes } from '../solve/passes/passes-by-name.js';
import type { Engine } from '../train/engine.js';
import type { Job } from '../train/job.js';
import type { Span } from '../train/minibatches.js';

/** What is known of all rows before the first is decoded. */
export interface TableLayout extends Layout {
  readonly blockRows: number;
  /** Rows that are held out. */
  readonly leftOut?: Holdout | undefined;
  /** In place of its columns, what an evaluation of this model needs of a row is kept, and the outcome last. */
  readonly model?: PredictableModel | undefined;
}

export interface ModelToEvaluate {
  readonly model: PredictableModel;
  /** Whether its predictions are probabilities that the outcome is 1. */
  readonly areProbabilities: boolean;
}

/** What is done with batches that are predicted and not kept. */
export interface PredictionLayout extends Layout {
  /** The columns of a decoded row are its features. */
  readonly model: PredictableModel;
  /** Fields of a record, counted from 0, whose text stands before the prediction. */
  readonly keep: readonly number[];
}

/** A batch of predictions: CSV, one record a row. */
export interface PredictedBatch extends BatchFacts {
  readonly text: Uint8Array;
}

/** A decoded batch. Its rows stay where it was decoded. */
export interface DecodedBatch extends BatchFacts {
  /** For the workers alone: names the rows. */
  readonly handle: unknown;
}

/** A pass over decoded rows by its name, and what it is given. */
export interface Question {
  readonly pass: string;
  readonly input: Float64Array;
  /** Over which rows; those to train on unless given. */
  readonly of?: RowsOf;
}

export interface Arrangement {
  readonly standardization: Pick<Standardization, 'mean' | 'scale'>;
  /** Whether rows are scattered over all blocks, or stay in the order of the input. */
  readonly scattered: boolean;
  readonly seed: number;
  /** The fraction of rows held out for validation, if any. */
  readonly validation?: number | undefined;
}

export interface Arranged {
  /** The largest ‖z‖² of all rows. */
  readonly largestSquare: number;
  /** Rows to train on: the first ones of the table. The others are held out. */
  readonly trainingRows: number;
  /** Where the rows of a block of the input, in order, are in the table. */
  readonly placesOf: (block: number) => Uint32Array;
}

export interface JobEngine extends Engine {
  /** How many shards of minibatches each worker has computed, the busiest first. */
  shardsPerWorker(): number[];
}

export interface JobOptions {
  /** Whether the shards of one step go to several workers, where there are several. */
  readonly spreadSteps: boolean;
  /**
   * About what a request may cost, in numbers that a pass goes through; each kind of workers has its own default. Never
   * changes a result.
   */
  readonly numbersTogether?: number;
}

export interface Workers {
  /** How many there are. */
  readonly workers: number;
  /** All passes, for merging their partials in this thread. */
  readonly passes: Passes;
  /** Tasks on matrices in the memory of this process. */
  readonly matrices: Matrices;
  /** Called once, before the first batch. Throws a `TrainingError` where such rows do not fit in memory. */
  open(layout: TableLayout): void;
  /** Without `insideQuotes`, a range is decoded by a guess of it. */
  decode(batch: Batch, insideQuotes?: boolean): Promise<DecodedBatch>;
  /** Called once, before the first batch, in place of `open`. */
  openPredictions(layout: PredictionLayout): void;
  /** As `decode`: the predictions of a batch, whose rows are not kept. */
  predict(batch: Batch, insideQuotes?: boolean): Promise<PredictedBatch>;
  /** Appends the rows of a decoded batch to the table of decoded rows. */
  append(decoded: DecodedBatch): void;
  /** Rows appended. */
  readonly rows: number;
  /**
   * The partial of some blocks of decoded rows, merged by the one tree; undefined where no row of them takes part. Where rows
   * are left out, not to be asked of the last block while rows may follow: which ones those are depends on its being the last.
   */
  ask(question: Question, blocks: Span): Promise<Float64Array | undefined>;
  /**
   * Sums of the errors of a model on some blocks, merged by the one tree: see `ErrorSums`; those of a linear model are of
   * residuals times 2^−`outcomeExponent`. Undefined where no row takes part. The model is that of the layout, if it has one.
   */
  evaluate(model: ModelToEvaluate, blocks: Span, of: RowsOf): Promise<Float64Array | undefined>;
  /** One decoded row, counted from 0: features and outcome. */
  row(index: number): Promise<Float64Array>;
  /** Standardizes all rows into the table that epochs read. */
  arrange(arrangement: Arrangement): Promise<Arranged>;
  /** An engine on the arranged table. */
  start(job: Job, options: JobOptions): JobEngine;
  /** Ends all work, also in the middle of a task; what is still asked for rejects. */
  close(): Promise<void>;
  /** Ends the workers once all is answered: what they gave is not read any more, unless it was copied. */
  end(): Promise<void>;
}
