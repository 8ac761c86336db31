/** The state of a run: a plain record that, written down with the engine's numbers, gives the same bits anywhere. */
import { describe, expect, test } from 'vitest';
import { continueRun, runEpochs } from '#chainrule/train/coordinator.js';
import type { Job } from '#chainrule/train/job.js';
import { firstState, next, type Observation, type RunState } from '#chainrule/train/run.js';
import type { AutoStepSizes, StepSizes } from '#chainrule/train/step-size.js';
import { startSchedule } from '#chainrule/train/step-size.js';
import type { StopRules } from '#chainrule/train/stopping.js';
import { LocalEngine } from './local-engine.js';
import { generated, jobOf } from './problems.js';

const problem = generated(120, 4, 9);
const given: StepSizes = { initial: 0.02, decay: 0.01, root: false };
const tooLarge: AutoStepSizes = { initial: 25, decay: 0.01, root: true, floor: 1e-6 };
const heldOut = { rows: 16, validationRows: 104, averaging: false };

interface Case {
  readonly job?: Partial<Job>;
  readonly stepSizes?: StepSizes | AutoStepSizes;
  readonly rules?: Partial<StopRules>;
}

const cases: Readonly<Record<string, Case>> = {
  averaging: {},
  'with momentum': { job: { momentum: 0.9, averaging: false } },
  'with momentum and averaging': { job: { momentum: 0.5 } },
  'with replacement': { job: { order: 'replacement' } },
  svrg: { job: { solver: 'svrg' } },
  'halved step sizes': { stepSizes: tooLarge },
  'halved step sizes of svrg': {
    job: { solver: 'svrg' },
    stepSizes: { ...tooLarge, initial: 100, floor: 0 },
  },
  'ended by patience': {
    job: heldOut,
    stepSizes: { ...given, initial: 0.1 },
    rules: { epochs: 500, patience: 3 },
  },
  'ended by patience, averaging': {
    job: { ...heldOut, averaging: true },
    stepSizes: { ...given, initial: 0.1 },
    rules: { epochs: 500, patience: 2 },
  },
  'ended by its gap': {
    rules: {
      epochs: 40,
      tolerance: 1e-3,
      gap: async (parameters) => ({ relative: parameters[0]! ** 2 < 1e-4 ? 0 : 1, rounding: false }),
    },
  },
  'ended by steps in the middle of an epoch': { rules: { steps: 45 } },
  'halved step sizes, ended by steps in an epoch that is taken back': {
    stepSizes: tooLarge,
    rules: { steps: 12 },
  },
};

function start({ job, stepSizes = given, rules }: Case) {
  const engine = new LocalEngine(jobOf(problem, { batchSize: 16, ...job }), problem);
  return { engine, stepSizes, rules: { epochs: 6, ...rules } };
}

/** All epochs of a run that nothing disturbs, repeated ones too: what each leaves, as text. */
async function undisturbed(of: Case): Promise<string[]> {
  const { engine, stepSizes, rules } = start(of);
  startSchedule(engine.state.schedule, stepSizes);
  const { objective } = await engine.evaluate('training', engine.state.theta);
  const written: string[] = [];
  for await (const { run } of continueRun(engine, firstState(stepSizes, objective), rules))
    written.push(write(run, engine));
  return written;
}

/** JSON has no −0, so the numbers go as bytes. */
function write(run: RunState, { state }: LocalEngine): string {
  const { buffer, byteOffset, byteLength } = state.values;
  const values = Buffer.from(buffer, byteOffset, byteLength).toString('base64');
  return JSON.stringify({ run, values });
}

function restore(text: string, { state }: LocalEngine): RunState {
  const { run, values }: { run: RunState; values: string } = JSON.parse(text);
  state.values.set(new Float64Array(Uint8Array.from(Buffer.from(values, 'base64')).buffer));
  return run;
}

describe.each(Object.entries(cases))('a run, %s', (name, of) => {
  test('written down after any epoch and restored in a fresh engine, takes the same steps to the same end', async () => {
    const whole = await undisturbed(of);
    const last: { run: RunState } = JSON.parse(whole.at(-1)!);
    expect(last.run.stopping).toBeDefined();
    for (let epoch = 0; epoch < whole.length - 1; epoch++) {
      const { engine, rules } = start(of);
      const rest: string[] = [];
      for await (const { run } of continueRun(engine, restore(whole[epoch]!, engine), rules))
        rest.push(write(run, engine));
      expect(rest).toEqual(whole.slice(epoch + 1));
    }
  });

  test('is the run that is reported', async () => {
    const whole: { run: RunState }[] = (await undisturbed(of)).map((text) => JSON.parse(text));
    const { engine, ...options } = start(of);
    const first = await engine.evaluate('training', engine.state.theta);
    let stopping: unknown;
    for await (const report of runEpochs(engine, { ...options, start: first })) stopping = report.stopping;
    expect(stopping).toEqual(whole.at(-1)!.run.stopping);
    const [{ run: once }] = whole as [{ run: RunState }];
    expect(once.epoch).toBe(name.startsWith('halved') ? 0 : 1);
    expect(once.stepSize < once.schedule.initial).toBe(name.startsWith('halved'));
  });
});

describe('the state after an epoch', () => {
  const first = firstState({ initial: 1, decay: 0, root: false }, 4);
  const seen: Observation = { steps: 7, whole: true, objective: 2 };
  const rules = { epochs: 9 };
  const looked = (errors: readonly number[], patience?: number) =>
    errors.reduce(
      (run, validationError) => next(run, { ...seen, validationError }, { ...rules, patience }),
      first,
    );

  test('counts epochs and steps, and is the same for the same observation', () => {
    const run = next(first, seen, rules);
    expect(run).toEqual({ ...first, epoch: 1, steps: 7, check: 2 });
    expect(next(first, seen, rules)).toEqual(run);
    expect(first.epoch).toBe(0);
  });

  test('of an epoch that is repeated has its steps and half the step size, down to the floor', () => {
    const halving = firstState({ initial: 8, decay: 0, root: false, floor: 3 }, 4);
    const above = { ...seen, aboveStart: true };
    const once = next(halving, above, rules);
    expect(once).toEqual({ ...halving, steps: 7, stepSize: 4 });
    expect(next(once, above, rules)).toEqual({ ...halving, steps: 14, stepSize: 3 });
  });

  test('of an epoch that a limit ended and that is taken back is the state before it, and the end', () => {
    const halving = { ...firstState({ initial: 8, decay: 0, root: false, floor: 3 }, 4), epoch: 2, best: 5 };
    const ended = next(halving, { ...seen, whole: false, aboveStart: true, interrupted: 'timeLimit' }, rules);
    expect(ended).toEqual({ ...halving, steps: 7, stopping: { reason: 'timeLimit', epochs: 2, steps: 7 } });
  });

  test('remembers the smallest validation error: a tie is not better, nor is NaN', () => {
    expect(looked([3, 2, 2.5, 2])).toMatchObject({ best: 2, since: 2 });
    expect(looked([Number.NaN, 5])).toMatchObject({ best: 5, since: 0 });
    expect(looked([Number.NaN])).toMatchObject({ best: null, since: 1 });
    expect(looked([2, 3, 2 - 2 ** -52])).toMatchObject({ best: 2 - 2 ** -52, since: 0 });
    expect(looked([1, 2], 2).stopping).toBeUndefined();
    expect(looked([1, 2, 3], 2).stopping).toEqual({ reason: 'patience', epochs: 3, steps: 21 });
  });

  test('ends for the first of: steps or time, patience, the gap, the last epoch', () => {
    const all = { epochs: 1, patience: 1, tolerance: 0.1 };
    const reason = (observed: Partial<Observation>) =>
      next({ ...first, best: 1 }, { ...seen, ...observed }, all).stopping?.reason;
    const gap = { relative: 0.1, rounding: true };
    expect(reason({ interrupted: 'steps', validationError: 2, gap })).toBe('steps');
    expect(reason({ validationError: 2, gap })).toBe('patience');
    expect(reason({ validationError: 0.5, gap })).toBe('tolerance');
    expect(reason({ gap: { ...gap, relative: 0.2 } })).toBe('rounding');
    expect(reason({})).toBe('epochs');
    expect(reason({ whole: false, steps: 3 })).toBeUndefined();
  });
});
