/** What ends a run, and what is kept of it. */
import { describe, expect, test } from 'vitest';
import { customGraph } from '#chainrule/models/custom-graph.js';
import { continueRun, Diverged, type EpochReport, runEpochs } from '#chainrule/train/coordinator.js';
import type { Job } from '#chainrule/train/job.js';
import { firstState } from '#chainrule/train/run.js';
import { type AutoStepSizes, type StepSizes, startSchedule } from '#chainrule/train/step-size.js';
import { nextCheck, type StopRules } from '#chainrule/train/stopping.js';
import { LocalEngine } from './local-engine.js';
import { generated, jobOf } from './problems.js';

const problem = generated(400, 4, 9);
const small: StepSizes = { initial: 0.02, decay: 0, root: false };

async function run(
  rules: StopRules,
  options: Partial<Job> = {},
  stepSizes: StepSizes | AutoStepSizes = small,
) {
  const job = jobOf(problem, { batchSize: 30, ...options });
  const engine = new LocalEngine(job, problem);
  const start = await engine.evaluate('training', engine.state.theta);
  const reports: (EpochReport & { validation?: number })[] = [];
  for await (const report of runEpochs(engine, { stepSizes, rules, start })) {
    const validation =
      job.validationRows > 0 ? (await engine.evaluate('validation')).meanSquaredError : undefined;
    reports.push({ ...report, ...(validation !== undefined && { validation }) });
  }
  return { engine, reports, start, stopping: reports.at(-1)?.stopping };
}

/** A clock that is over when it is asked for the nth time. */
function expiring(n: number): () => boolean {
  let asked = 0;
  return () => ++asked >= n;
}

describe('a run ends', () => {
  test('after the last epoch', async () => {
    const { reports, stopping } = await run({ epochs: 3 });
    expect(stopping).toEqual({ reason: 'epochs', epochs: 3, steps: 42 });
    expect(reports.map(({ epoch, steps }) => [epoch, steps])).toEqual([
      [1, 14],
      [2, 28],
      [3, 42],
    ]);
  });

  test('when the gap is small enough, asked for every epoch at first and less often later', async () => {
    let asked = 0;
    const of = (relative: number) => ({ relative, rounding: false });
    const gap = async () => (++asked > 20 ? of(1e-3) : asked > 10 ? of(2e-3) : undefined);
    const { stopping } = await run({ epochs: 1000, tolerance: 1e-3, gap });
    expect(stopping?.reason).toBe('tolerance');
    expect(stopping?.epochs).toBeGreaterThan(25);
    expect(asked).toBe(21);
  });

  test('when what is left is lost in rounding, though the gap is not small', async () => {
    const gap = async () => ({ relative: Number.POSITIVE_INFINITY, rounding: true });
    const { stopping } = await run({ epochs: 9, tolerance: 1e-3, gap });
    expect(stopping).toMatchObject({ reason: 'rounding', epochs: 1 });
  });

  test('never for its gap where there is no tolerance, or none can be told', async () => {
    expect(
      (await run({ epochs: 3, gap: async () => ({ relative: 0, rounding: true }) })).stopping?.reason,
    ).toBe('epochs');
    const { stopping } = await run({ epochs: 3, tolerance: 1, gap: async () => undefined });
    expect(stopping?.reason).toBe('epochs');
  });

  test('after so many steps, in the middle of an epoch or at its end', async () => {
    const { stopping, reports } = await run({ epochs: 9, steps: 20 });
    expect(stopping).toEqual({ reason: 'steps', epochs: 1, steps: 20 });
    expect(reports.at(-1)).toMatchObject({ epoch: 2, steps: 20 });
    expect((await run({ epochs: 9, steps: 28 })).stopping).toEqual({ reason: 'steps', epochs: 2, steps: 28 });
  });
});

describe('a run that was out of time is repeated bit for bit by its steps', () => {
  const tooLarge: AutoStepSizes = { initial: 40, decay: 0.01, root: true, floor: 0.001 };
  const cases: readonly [string, Partial<Job>, StepSizes][] = [
    ['averaging', {}, small],
    ['momentum', { momentum: 0.9, averaging: false }, small],
    ['svrg', { solver: 'svrg' }, small],
    ['step sizes that are halved', {}, tooLarge],
    ['validation', { rows: 300, validationRows: 100 }, small],
  ];
  test.each(cases)('%s', async (_, options, stepSizes) => {
    const timed = await run({ epochs: 99, expired: expiring(7) }, options, stepSizes);
    expect(timed.stopping?.reason).toBe('timeLimit');
    const steps = timed.stopping?.steps ?? 0;
    const again = await run({ epochs: 99, steps }, options, stepSizes);
    expect(again.stopping).toEqual({ ...timed.stopping, reason: 'steps' });
    expect(again.engine.state.values).toEqual(timed.engine.state.values);
  });
});

describe('step sizes that are too large', () => {
  // 14 steps an epoch: a first step, steps within the first epoch and a later repetition, and a whole epoch.
  const limits = [1, 2, 3, 9, 14, 17, 28, 40];
  const kinds: readonly [string, Partial<Job>][] = [
    ['averaging', {}],
    ['no averaging', { averaging: false }],
    ['momentum', { momentum: 0.5, averaging: false }],
    ['svrg', { solver: 'svrg' }],
    ['validation', { rows: 300, validationRows: 100 }],
  ];
  describe.each(kinds)('and a limit in an epoch that they spoil, %s', (_, options) => {
    test.each(limits)('after %i steps: the end is no worse than the start', async (steps) => {
      const auto = { initial: 100, decay: 0, root: true, floor: 0 };
      const { start, engine, stopping, reports } = await run({ epochs: 30, steps }, options, auto);
      const { objective } = await engine.evaluate();
      expect(objective).toBeLessThanOrEqual(start.objective * (1 + 1e-9));
      expect(stopping).toEqual({ reason: 'steps', epochs: reports.at(-1)!.epoch - 1, steps });
    });
  });

  test('are halved, and the epoch begins anew, until J stays below J(0)', async () => {
    const auto = { initial: 25, decay: 0, root: true, floor: 1e-6 };
    const { reports, start, engine } = await run({ epochs: 30 }, {}, auto);
    const stepSize = reports.at(-1)?.stepSize ?? 0;
    const halvings = Math.log2(auto.initial / stepSize);
    expect(halvings).toBeGreaterThan(2);
    expect(halvings).toBe(Math.round(halvings));
    expect(reports).toHaveLength(30);
    // Steps that were taken back count.
    expect(reports.at(-1)?.steps).toBeGreaterThan(30 * 14);
    expect((await engine.evaluate()).objective).toBeLessThan(start.objective / 2);
  });

  test('are found too large by the first step where it is the whole epoch', async () => {
    const auto = { initial: 100, decay: 0, root: true, floor: 0 };
    const { reports, start, engine } = await run({ epochs: 5 }, { batchSize: 400, averaging: false }, auto);
    expect(reports.at(-1)?.stepSize).toBeLessThan(100);
    expect((await engine.evaluate()).objective).toBeLessThan(start.objective);
  });

  test('of SVRG as well', async () => {
    const auto = { initial: 100, decay: 0, root: true, floor: 0 };
    const { reports, start, engine } = await run({ epochs: 30 }, { solver: 'svrg' }, auto);
    expect(reports.at(-1)?.stepSize).toBeLessThan(1);
    expect((await engine.evaluate()).objective).toBeLessThan(start.objective / 2);
  });

  test('end the run where they were given', async () => {
    const given = run({ epochs: 500 }, { averaging: false }, { initial: 3, decay: 0, root: false });
    await expect(given).rejects.toThrow(Diverged);
  });
});

describe('with validation rows', () => {
  const rows = { rows: 8, validationRows: 392, averaging: false };
  // So few rows predict others best some time before they are fitted best.
  test('the best parameters are kept', async () => {
    const { reports, engine, stopping } = await run({ epochs: 600, patience: 600 }, rows, {
      ...small,
      initial: 0.1,
    });
    const errors = reports.slice(0, -1).map(({ validation }) => validation ?? Number.NaN);
    const kept = (await engine.evaluate('validation')).meanSquaredError;
    expect(kept).toBeLessThanOrEqual(Math.min(...errors));
    expect(errors).toContain(kept);
    expect(kept).toBeLessThan(errors.at(-1) ?? 0);
    expect(stopping?.reason).toBe('epochs');
  });

  test('a run ends when none was better for as long as patience lasts', async () => {
    const { reports, stopping } = await run({ epochs: 5000, patience: 7 }, rows, { ...small, initial: 0.1 });
    expect(stopping?.reason).toBe('patience');
    const errors = reports.slice(0, -1).map(({ validation }) => validation ?? Number.NaN);
    const best = errors.indexOf(Math.min(...errors));
    expect(reports).toHaveLength(best + 1 + 7);
  });

  /** A run whose epochs end at parameters 1, 2, 3 … with these errors. */
  async function looks(errors: readonly number[], objectives = errors, of: Partial<Job> = {}) {
    const job = { ...jobOf(problem, rows), ...of };
    const engine = new LocalEngine(job, problem);
    let looked = 0;
    engine.takeSteps = async (_, { to }, objectiveSum) => {
      engine.state.parameters.fill(looked + 1);
      return { objectiveSum: objectiveSum + to };
    };
    engine.pass = async () => {
      const [square, objective] = [errors[looked]!, objectives[looked]!];
      looked += 1;
      return Float64Array.of(objective, square, 0).map((mean) => mean * rows.validationRows);
    };
    const start = { objective: 1, meanSquaredError: 1, meanAbsoluteError: 0 };
    startSchedule(engine.state.schedule, small);
    const since: number[] = [];
    const rules = { epochs: errors.length };
    for await (const { run } of continueRun(engine, firstState(small, start.objective), rules))
      since.push(run.since);
    return { since, kept: engine.state.parameters[0] };
  }

  test('a tie is not better: patience runs on, and the first of equals is kept', async () => {
    expect(await looks([2, 2, 2, 2])).toEqual({ since: [0, 1, 2, 3], kept: 1 });
    expect(await looks([3, 2, 2, 2.5, 2, 1, 1])).toEqual({ since: [0, 0, 1, 2, 3, 0, 1], kept: 6 });
    expect(await looks([2, 2 - 2 ** -52, 2])).toEqual({ since: [0, 0, 1], kept: 2 });
  });

  test('an error that is not a number is never better', async () => {
    expect(await looks([2, Number.NaN, 3])).toEqual({ since: [0, 1, 2], kept: 1 });
  });

  test('linear models are judged by their squared error, other graphs by their objective', async () => {
    expect(await looks([3, 2, 1], [1, 2, 3])).toEqual({ since: [0, 0, 0], kept: 3 });
    const other = { model: customGraph(jobOf(problem).model, []) };
    expect(await looks([3, 2, 1], [1, 2, 3], other)).toEqual({ since: [0, 1, 2], kept: 1 });
  });
});

test('the gap is looked at after 1, 2, … 16, 18, 20 … epochs', () => {
  const checks = [1];
  while (checks.at(-1)! < 40) checks.push(nextCheck(checks.at(-1)!));
  expect(checks).toEqual([...Array(16).keys()].map((k) => k + 1).concat(18, 20, 22, 24, 27, 30, 33, 37, 41));
});
