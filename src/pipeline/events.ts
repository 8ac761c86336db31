/** What a training run tells while it goes on: one stream, the same for the library and the command line. */
import type { ModelFile } from '../model-file/model-file.js';
import type { StepTrace } from '../train/traced-engine.js';

export type TrainingEvent =
  | Started
  | Decoding
  | Decoded
  | Notice
  | Warning
  | StepTaken
  | EpochDone
  | Finished;

/** The run has begun. */
export interface Started {
  readonly type: 'started';
  /** Of chainrule, such as `1.2.3`. */
  readonly version: string;
  /** The version of Node. */
  readonly node: string;
  readonly files: readonly string[];
  readonly workers: number;
}

/** Rows read so far; `share` of all bytes, from 0 to 1. */
export interface Decoding {
  readonly type: 'decoding';
  readonly rows: number;
  readonly share: number;
}

/** All rows are read and standardized. */
export interface Decoded {
  readonly type: 'decoded';
  readonly rows: number;
  readonly features: readonly string[];
  readonly target: string;
}

/** Something the user should know that is no error, e.g. a constant column. */
export interface Notice {
  readonly type: 'notice';
  readonly text: string;
}

/** Something that makes the result other than what was asked for, e.g. a tolerance that was not reached. */
export interface Warning {
  readonly type: 'warning';
  readonly text: string;
}

/** One of the first steps, with `trace`. Numbers are those that training used; JSON writes infinite ones and NaN as null. */
export interface StepTaken extends StepTrace {
  readonly type: 'step';
}

/** An epoch has ended. */
export interface EpochDone {
  readonly type: 'epoch';
  /** Counts from 1, to `epochs`. */
  readonly epoch: number;
  readonly epochs: number;
  /** Steps so far. */
  readonly steps: number;
  /** The mean of the epoch's minibatch objectives, of as many as there were. */
  readonly objective: number;
  /** η of the first step of all, as it is by now. */
  readonly stepSize: number;
  /** About (J − J*)/J*, where J* is the minimum; after epochs in which it was looked at. */
  readonly gap?: number;
  /** The gap that ends the run. */
  readonly tolerance?: number;
  /** How far the run is on the way to its end, from 0 to 1: by the gap on a log scale, epochs, steps and time, whichever is furthest. */
  readonly progress: number;
}

/** The last event: the model. */
export interface Finished {
  readonly type: 'finished';
  readonly model: ModelFile;
  /** Shards of minibatches that each worker computed, the busiest first. */
  readonly shardsPerWorker: readonly number[];
}
