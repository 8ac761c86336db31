/** What solver, sgd and stop must not say together, or not of a model that cannot do it. */
import { mismatch, type Problem } from '../checks/problems.js';
import type { Capabilities } from '../models/model.js';
import { isInSteps } from './duration.js';

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
      `the distance of ${title} from its minimum cannot be bounded; use stop.gradient`,
    );
  if (stop['gradient'] !== undefined && certificate !== undefined)
    refuse(
      ['stop', 'gradient'],
      `the distance of ${title} from its minimum can be bounded; use stop.tolerance`,
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
  const inSteps = isInSteps(timeLimit);
  if (solver === 'exact') {
    for (const [key, value] of Object.entries({ patience, steps, ...(inSteps && { timeLimit }) }))
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
  if (inSteps && steps !== undefined)
    refuse(
      ['stop', 'timeLimit'],
      'a time, because stop.steps is given too',
      timeLimit,
      'give the number of steps only once',
    );
  return problems;
}
