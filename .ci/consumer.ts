/** Compiled by `.ci/run` against the types of the package, without those of browsers. */
import { type ModelFile, predict, type TrainingEvent, train } from 'chainrule';
import { filter, lastValueFrom } from 'rxjs';

export async function fitted(data: string): Promise<number> {
  const events = train({ config: { model: 'ridge', target: 'y', sgd: { epochs: 10 } }, data });
  const finished = (event: TrainingEvent): event is TrainingEvent & { type: 'finished' } =>
    event.type === 'finished';
  const { model }: { model: ModelFile } = await lastValueFrom(events.pipe(filter(finished)));
  // @ts-expect-error: types that are missing would be `any`, and allow this.
  const rows: string = model.metrics.training.rows;
  return predict(model, { a: rows.length });
}
