/** What solver, sgd and stop say together: defaults that depend on other keys, and contradictions. */
import type * as z from 'zod';
import { mismatch, type Problem } from '../checks/problems.js';
import type { Capabilities } from '../models/model.js';
import { parseDuration } from './duration.js';
import type { sgd, stop } from './solver-keys.js';

type Sgd = z.output<typeof sgd>;
type Stop = z.output<typeof stop>;

interface Parsed {
  readonly solver: 'sgd' | 'svrg' | 'exact';
  readonly sgd: Sgd;
  readonly stop: Stop;
}

/** With everything present that has a default. */
export interface SolverConfig {
  readonly solver: 'sgd' | 'svrg' | 'exact';
  readonly sgd: Omit<Sgd, 'epochs' | 'averaging'> & { readonly epochs: number; readonly averaging: boolean };
  readonly stop: Stop;
}

const autoEpochs = 1000;
const autoTolerance = 1e-3;
const defaultEpochs = 50;
const defaultPatience = 10;

/** Defaults depend on what is known of the model: where J need not be convex, averages are not parameters to trust. */
export function withSolverDefaults(
  { solver, sgd, stop }: Parsed,
  { curvature, certificate }: Capabilities,
): SolverConfig {
  const auto = sgd.stepSize === 'auto' && curvature !== undefined;
  const { epochs = auto ? autoEpochs : defaultEpochs, averaging = auto && solver === 'sgd' } = sgd;
  const certain = auto && certificate !== undefined;
  const { tolerance = certain ? autoTolerance : undefined, validation, patience, ...others } = stop;
  const waits = validation === undefined ? undefined : (patience ?? defaultPatience);
  return {
    solver,
    sgd: { ...sgd, epochs, averaging },
    stop: {
      ...(tolerance !== undefined && { tolerance }),
      ...(validation !== undefined && { validation }),
      ...(waits !== undefined && { patience: waits }),
      ...others,
    },
  };
}

type Mapping = Readonly<Record<string, unknown>>;

/** What is asked of a model that it cannot do. */
export function beyondModel(
  { title, curvature, certificate, exact }: Capabilities,
  solver: unknown,
  sgd: Mapping,
  stop: Mapping,
): Problem[] {
  const problems: Problem[] = [];
  const refuse = (path: string[], text: string) => problems.push({ path, text });
  if (solver === 'exact' && exact === undefined)
    refuse(['solver'], `${title} has no closed-form solution; use sgd or svrg`);
  if (stop['tolerance'] !== undefined && certificate === undefined)
    refuse(
      ['stop', 'tolerance'],
      `the distance of ${title} from its minimum cannot be bounded; remove this key`,
    );
  const { stepSize = 'auto', averaging } = sgd;
  if (averaging === true && stepSize === 'auto' && curvature === undefined) {
    const text = `averaging ${title} requires an explicit stepSize, because its averages are not always good parameters`;
    refuse(['sgd', 'averaging'], text);
  }
  return problems;
}

/** Of values that are not checked yet. */
export function solverContradictions(solver: unknown, sgd: Mapping, stop: Mapping): Problem[] {
  const problems: Problem[] = [];
  const refuse = (path: string[], expected: string, got: unknown, why: string) =>
    problems.push({ path, text: `${mismatch(expected, got)}; ${why}` });
  if (solver === 'svrg') {
    const { stepSize, momentum, averaging } = sgd;
    if (typeof stepSize === 'object' && stepSize !== null)
      refuse(
        ['sgd', 'stepSize'],
        'auto or a number with solver: svrg',
        stepSize,
        'svrg needs no decreasing step size',
      );
    if (typeof momentum === 'number' && momentum > 0)
      refuse(
        ['sgd', 'momentum'],
        '0 or no momentum with solver: svrg',
        momentum,
        'use solver: sgd for momentum',
      );
    if (averaging === true)
      refuse(
        ['sgd', 'averaging'],
        'false or no averaging with solver: svrg',
        averaging,
        'svrg uses the last step',
      );
  }
  const { patience, validation, steps, timeLimit } = stop;
  if (solver === 'exact') {
    for (const [key, value] of Object.entries({ patience, steps, timeLimit }))
      if (value !== undefined)
        refuse(
          ['stop', key],
          'no value with solver: exact',
          value,
          'exact takes no steps, so there is nothing to stop early',
        );
  }
  if (patience !== undefined && validation === undefined) {
    const why = 'give the fraction of rows to hold out';
    refuse(['stop', 'patience'], 'stop.validation as well', patience, why);
  }
  const inSteps = typeof timeLimit === 'string' && 'steps' in (parseDuration(timeLimit) ?? {});
  if (inSteps && steps !== undefined)
    refuse(
      ['stop', 'timeLimit'],
      'a time, because stop.steps is given too',
      timeLimit,
      'give the number of steps only once',
    );
  return problems;
}
