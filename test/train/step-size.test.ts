/** `auto` by value: the formulas of the expected smoothness, worked out by hand. */
import { describe, expect, it } from 'vitest';
import { scheduleLength } from '#chainrule/train/schedule.js';
import {
  autoStepSizes,
  guessedStepSizes,
  type StepSizeOptions,
  startSchedule,
} from '#chainrule/train/step-size.js';

/** 10 of 100 rows a step, so ρ = (90 / (10·99))·8 = 8/11. */
const steepness: StepSizeOptions = {
  ...{ rows: 100, batchSize: 10, order: 'rows', solver: 'sgd' },
  ...{ momentum: 0, largest: 8, whole: 2 },
};

describe('auto', () => {
  const cases: [string, Partial<StepSizeOptions>, number, number, number][] = [
    // Named: initial, floor, decay.
    ['random minibatches: 1/ℒ, ℒ = 10/11·2 + 8/11', {}, 11 / 28, 1 / 8, 1 / 320],
    ['with replacement: ℒ = 0.9·2 + 0.1·8', { order: 'replacement' }, 1 / 2.6, 1 / 8, 1 / 320],
    ['in the order of the file: 1/L_max', { order: 'file' }, 1 / 8, 1 / 8, 1 / 320],
    ['blocks in random order: 1/L_max', { order: 'blocks' }, 1 / 8, 1 / 8, 1 / 320],
    ['all rows a step: 1/L', { batchSize: 500 }, 1 / 2, 1 / 8, 1 / 32],
    ['one row: 1/L', { rows: 1, batchSize: 1 }, 1 / 2, 1 / 8, 1 / 32],
    ['never below 1/L_max', { whole: 20 }, 1 / 8, 1 / 8, 1 / 320],
    ['momentum: times 1 − β, without a floor', { momentum: 0.75 }, 11 / 28 / 4, 0, 1 / 320],
    ['svrg: 1/(L + 2ρ), constant, without a floor', { solver: 'svrg' }, 1 / (2 + 16 / 11), 0, 0],
    ['svrg in the order of the file: a third of 1/L_max', { solver: 'svrg', order: 'file' }, 1 / 24, 0, 0],
    ['columns and outcome of zeros: 1', { largest: 0, whole: 0 }, 1, 1, 1 / 320],
    ['a last minibatch that is smaller is a step', { rows: 101 }, 0, 1 / 8, 1 / 352],
  ];
  it.each(cases)('%s', (_, options, initial, floor, decay) => {
    const found = autoStepSizes({ ...steepness, ...options });
    if (initial > 0) expect(found.initial).toBeCloseTo(initial, 14);
    expect(found).toMatchObject({ floor, root: true });
    expect(found.decay).toBeCloseTo(decay, 16);
  });

  it('of a custom graph is a guess, to be halved without end', () => {
    expect(guessedStepSizes(steepness)).toEqual({ initial: 0.05, floor: 0, decay: 1 / 320, root: true });
    expect(guessedStepSizes({ ...steepness, solver: 'svrg' }).decay).toBe(0);
  });
});

describe('the schedule', () => {
  it('begins at step 0 with all that a step takes from it', () => {
    const schedule = new Float64Array(scheduleLength).fill(9);
    startSchedule(schedule, { initial: 0.5, decay: 0.25, root: true });
    expect([...schedule]).toEqual([0, 0.5, 0.25, 1, 1, 7, 0, 0]);
    startSchedule(schedule, { initial: 0.5, decay: 0.25, root: false });
    expect(schedule[3]).toBe(0);
  });
});
