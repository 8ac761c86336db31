/** What epochs report of the way to the end. */
import { describe, expect, it } from 'vitest';
import type { EpochDone } from '#chainrule/pipeline/events.js';
import { linearExamples } from '../support/examples.js';
import { temporaryFolder } from '../support/folder.js';
import { csv, runTraining } from '../support/training.js';

const folder = temporaryFolder();
const { xs, ys, features } = linearExamples(500, 3);
const data = folder.write(
  'linear.csv',
  csv(
    ['a', 'b', 'c', 'y'],
    [...ys].map((y, row) => [...xs.subarray(row * features, (row + 1) * features), y]),
  ),
);
const ridge = { model: 'ridge', target: 'y', l2Reg: 0.1 } as const;

async function epochsOf(config: object): Promise<EpochDone[]> {
  const { events } = await runTraining({ config: { ...ridge, ...config }, data });
  return events.filter((event) => event.type === 'epoch');
}

describe('epochs', () => {
  it('tell the gap while it is far above the tolerance, and end at 1 within it', async () => {
    const { finished } = await runTraining({ config: { ...ridge, solver: 'exact' }, data });
    const least = finished.model.metrics.training.objective ?? Number.NaN;
    const tolerance = 1e-10;
    const epochs = await epochsOf({ solver: 'svrg', stop: { tolerance } });
    const looked = epochs.filter(({ gap }) => gap !== undefined);
    expect(looked.length).toBeGreaterThan(2);
    // Minibatch means are about J, as SVRG's parameters move little in an epoch near the end of it.
    const first = looked[0]!;
    expect(first.gap).toBeGreaterThan(2 * tolerance);
    expect(first.gap).toBeLessThan((first.objective - least) / least);
    for (const { tolerance: goal, progress } of epochs) {
      expect(goal).toBe(tolerance);
      expect(progress).toBeGreaterThanOrEqual(0);
      expect(progress).toBeLessThanOrEqual(1);
    }
    expect(epochs.at(-1)?.gap).toBeLessThanOrEqual(tolerance);
    expect(epochs.at(-1)?.progress).toBe(1);
    expect(epochs.at(-2)?.progress).toBeLessThan(1);
  });

  it('count steps and epochs where those end the run', async () => {
    const sgd = { stepSize: 0.01, epochs: 4, batchSize: 100 };
    const progress = (epochs: readonly EpochDone[]) => epochs.map((epoch) => epoch.progress);
    expect(progress(await epochsOf({ solver: 'sgd', sgd }))).toEqual([0.25, 0.5, 0.75, 1]);
    expect(progress(await epochsOf({ solver: 'sgd', sgd, stop: { steps: 10 } }))).toEqual([0.5, 1]);
  });
});
