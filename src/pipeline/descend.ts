/** Training by steps: from the start to the rule that ends it, told epoch by epoch. */
import type { ResolvedConfig } from '../config/resolve-config.js';
import { type Moments, meanOutcomeOf } from '../data/moments.js';
import { initialParameters } from '../graph/init.js';
import type { ModelStopping } from '../model-file/model-file.js';
import type { Model } from '../models/model.js';
import { Diverged, runEpochs } from '../train/coordinator.js';
import type { Engine } from '../train/engine.js';
import { evaluate } from '../train/evaluation.js';
import type { Job } from '../train/job.js';
import { progressTowards } from '../train/progress-towards.js';
import type { StopRules } from '../train/stopping.js';
import { rulesOf, stepSizesOf, timeLimitOf } from './descent.js';
import { divergence, noStart } from './divergence.js';
import type { EpochDone, Notice, StepTaken } from './events.js';

export interface DescendOptions {
  readonly config: ResolvedConfig;
  readonly model: Model;
  readonly job: Job;
  readonly moments: Moments;
  /** The largest ‖z‖² of all rows. */
  readonly largestSquare: number;
  readonly gap?: StopRules['gap'];
  /** Of the gap; that of the config by default. */
  readonly tolerance?: number;
  /** Milliseconds since the run began. */
  readonly elapsed: () => number;
  readonly tell: (event: EpochDone | StepTaken | Notice) => void;
  /** Whether nobody waits for the rest. */
  readonly stopped: () => boolean;
}

/** Changes the engine's state. Undefined where it was stopped from outside; throws a `TrainingError` where it diverges. */
export async function descend(
  engine: Engine,
  { config, model, job, moments, largestSquare, gap, tolerance, elapsed, tell, stopped }: DescendOptions,
): Promise<ModelStopping | undefined> {
  engine.state.theta.set(initialParameters(engine.program, config.seed, meanOutcomeOf(moments)));
  const start = await evaluate(engine, 'training', engine.state.theta);
  if (!Number.isFinite(start.objective)) throw noStart(model, config.target, start.objective);
  const stepSizes = await stepSizesOf(config, job, engine, largestSquare);
  const rules = { ...rulesOf(config, elapsed), gap, ...(tolerance !== undefined && { tolerance }) };
  const { epochs, steps } = rules;
  const goal = gap !== undefined && rules.tolerance !== undefined && { tolerance: rules.tolerance };
  const progress = progressTowards({ epochs, steps, ...goal, milliseconds: timeLimitOf(config) });
  try {
    for await (const { stopping, ...report } of runEpochs(engine, { stepSizes, rules, start })) {
      const at = progress({ ...report, milliseconds: elapsed() });
      tell({ type: 'epoch', epochs, ...report, ...goal, progress: at });
      if (stopped()) return undefined;
      if (stopping !== undefined) return { ...stopping, stepSize: report.stepSize };
    }
  } catch (error) {
    if (!(error instanceof Diverged)) throw error;
    const { momentum } = config.sgd;
    throw divergence(error, model, stepSizes.initial, { largestSquare, momentum });
  }
  throw new Error('the epochs ended without a reason');
}
