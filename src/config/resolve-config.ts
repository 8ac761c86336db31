/** The part of a config that depends on the rows: which solver, and the defaults of sgd and stop. */
import type * as z from 'zod';
import type { Capabilities } from '../models/model.js';
import type { Config } from './check-config.js';
import { isInSteps } from './duration.js';
import type { sgd, stop } from './solver-keys.js';

type Sgd = z.output<typeof sgd>;

export type SolverName = 'exact' | 'svrg' | 'sgd';

export interface SolverConfig {
  readonly solver: SolverName;
  readonly sgd: { readonly [key in keyof Sgd]-?: Exclude<Sgd[key], undefined> };
  readonly stop: z.output<typeof stop>;
  readonly onRankDeficient: 'error' | 'drop';
}

/** A config with everything present: it trains to the same bits as the config that it was made of. */
export type ResolvedConfig = Config & SolverConfig;

/** Which solver runs. */
export interface SolverChoice {
  readonly name: SolverName;
  /** Whether `solver: auto` chose it. */
  readonly auto: boolean;
  /** Why auto did not choose `exact` for a model that has an exact solution. */
  readonly reason?: string;
}

export interface FitSize {
  /** Rows to train on. */
  readonly rows: number;
  readonly features: number;
  /** Whether an exact solution of so many rows and columns is affordable. */
  readonly affordable: boolean;
}

const autoEpochs = 1000;
const defaultEpochs = 50;
const defaultPatience = 10;
const largestBatch = 32;
/** Minibatches of an epoch before they grow beyond one row. */
const leastSteps = 512;

/**
 * The relative gap asked for by default. Where a weight of least squares is off by Δ, (J − min J) / min J is at least
 * (Δ / its standard error)² / (n − d − 1): at 0.1/n, Δ is less than a third of the standard error.
 */
export function defaultTolerance(rows: number): number {
  return Math.min(1e-3, 0.1 / rows);
}

/** ‖∇J‖ / its initial value, above which the end of a custom graph's training is not taken for a minimum. */
export const defaultGradientRatio = 1e-3;

/** Where J need not be convex, its minimum is not known, and averages of parameters are not parameters to trust. */
export function resolveConfig(
  config: Config,
  capabilities: Capabilities,
  size: FitSize,
): { readonly config: ResolvedConfig; readonly choice: SolverChoice } {
  const { curvature, certificate } = capabilities;
  const choice = chooseSolver(config, capabilities, size);
  const { exactCheckColumns: _, ...rest } = config;
  const { stepSize = 'auto', order = 'rows', momentum = 0 } = config.sgd;
  const auto = stepSize === 'auto' && curvature !== undefined;
  const {
    batchSize = auto ? batchFor(size.rows) : largestBatch,
    epochs = auto ? autoEpochs : defaultEpochs,
    averaging = auto && choice.name === 'sgd',
  } = config.sgd;
  const ends = auto && certificate !== undefined;
  const { tolerance = ends ? defaultTolerance(size.rows) : undefined, patience, ...stop } = config.stop;
  const waits = stop.validation === undefined || choice.name === 'exact' ? undefined : defaultPatience;
  const solver: SolverConfig = {
    solver: choice.name,
    sgd: { stepSize, batchSize, epochs, order, momentum, averaging },
    stop: {
      ...(tolerance !== undefined && { tolerance }),
      ...(waits !== undefined && { patience: patience ?? waits }),
      ...stop,
    },
    onRankDeficient: config.onRankDeficient ?? (choice.auto ? 'drop' : 'error'),
  };
  return { config: { ...rest, ...solver }, choice };
}

function chooseSolver(
  config: Config,
  { exact }: Capabilities,
  { features, affordable }: FitSize,
): SolverChoice {
  if (config.solver !== 'auto') return { name: config.solver, auto: false };
  // There is nothing to choose.
  if (exact === undefined) return { name: 'sgd', auto: false };
  const keys = keysOfSteps(config);
  if (keys.length > 0) {
    const reason = `${keys.join(', ')} ${keys.length === 1 ? 'is' : 'are'} set`;
    return { name: 'sgd', auto: true, reason };
  }
  if (affordable) return { name: 'exact', auto: true };
  // Its gradient goes to 0, which proves the distance even without a factor; that of sgd keeps the noise of its steps.
  return {
    name: 'svrg',
    auto: true,
    reason: `an exact solution for ${features} columns takes too much work`,
  };
}

/** The given keys that only a solver with steps can follow. */
function keysOfSteps({ sgd, stop: { steps, patience, timeLimit } }: Config): string[] {
  const ofStop = { steps, patience, timeLimit: isInSteps(timeLimit) ? timeLimit : undefined };
  const given = (group: string, keys: object) =>
    Object.entries(keys).flatMap(([key, value]) => (value === undefined ? [] : [`${group}.${key}`]));
  return [...given('sgd', sgd), ...given('stop', ofStop)];
}

/** The largest power of two that leaves an epoch `leastSteps` steps, up to 32. */
function batchFor(rows: number): number {
  let batch = 1;
  while (batch < largestBatch && rows >= 2 * batch * leastSteps) batch *= 2;
  return batch;
}
