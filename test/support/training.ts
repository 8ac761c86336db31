/** Whole training runs through the library's face, and what two of them must have in common. */
import { lastValueFrom, toArray } from 'rxjs';
import type { LinearModelFile, ModelFile } from '#chainrule/model-file/model-file.js';
import type { Finished, TrainingEvent } from '#chainrule/pipeline/events.js';
import { type TrainOptions, train } from '#chainrule/pipeline/train-model.js';

export interface Run {
  readonly events: readonly TrainingEvent[];
  readonly finished: Finished;
}

export async function runTraining(options: TrainOptions): Promise<Run> {
  const events = await lastValueFrom(train(options).pipe(toArray()));
  const finished = events.at(-1);
  if (finished?.type !== 'finished') throw new Error(`the run ended with ${finished?.type}`);
  return { events, finished };
}

/** A model without what may differ between two equal trainings. */
export function result({ run: _, ...rest }: ModelFile): Omit<ModelFile, 'run'> {
  return rest;
}

export function linear(model: ModelFile): LinearModelFile {
  if (model.parameters !== undefined) throw new Error('expected a linear model');
  return model;
}

/** Numbers as CSV that reads back as the same float64. */
export function csv(header: readonly string[], rows: readonly (readonly number[])[]): string {
  return `${[header, ...rows].map((cells) => cells.join(',')).join('\n')}\n`;
}
