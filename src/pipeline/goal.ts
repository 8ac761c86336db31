/** How close to the minimum a run was to come, whether it did, and what to say where it did not. */
import {
  defaultGradientRatio,
  defaultTolerance,
  type ResolvedConfig,
  type SolverChoice,
} from '../config/resolve-config.js';
import type { ModelCertificate, ModelStopping } from '../model-file/model-file.js';
import type { Notice, Warning } from './events.js';

export interface Goal {
  /** Of (J − J*)/J* for a linear model; of ‖∇J‖ over its initial value for a custom graph. */
  readonly tolerance: number;
  readonly withinTolerance: boolean;
}

/** For a linear model with so many rows to train on. */
export function gapTolerance({ stop }: ResolvedConfig, rows: number): number {
  return stop.tolerance ?? defaultTolerance(rows);
}

/** For a custom graph. */
export function gradientTolerance({ stop }: ResolvedConfig): number {
  return stop.gradient ?? defaultGradientRatio;
}

/** ‖∇J‖ over its initial value: 0 at a stationary point. */
export function gradientRatio(norm: number, initial: number): number {
  return norm === 0 ? 0 : norm / initial;
}

export interface Ended {
  readonly config: ResolvedConfig;
  readonly stopping: ModelStopping & Goal;
  readonly certificate: ModelCertificate;
  readonly choice: SolverChoice;
  /** Whether `solver: exact` is worth advising. */
  readonly exactHelps: boolean;
}

/** One line for an end by patience, or for a goal that was missed; the goal of early stopping is another. */
export function endingEvents(ended: Ended): (Notice | Warning)[] {
  const { reason, epochs, tolerance, withinTolerance } = ended.stopping;
  const { stop } = ended.config;
  if (reason === 'patience') {
    const text = `stop.patience ended the run after ${stop.patience} epochs without a better prediction of the held-out rows`;
    return [{ type: 'notice', text: withinTolerance ? text : `${text}; ${distance(ended)}` }];
  }
  if (withinTolerance) return [];
  if (reason === 'tolerance' || reason === 'rounding' || reason === 'gradient') {
    const text = `the run ended after ${epochs} epochs by ${reason}, and the model is that of the epoch that predicts the held-out rows best`;
    return [{ type: 'notice', text: `${text}; ${distance(ended)}` }];
  }
  const goal = ended.certificate.initialGradientNorm === undefined ? 'stop.tolerance' : 'stop.gradient';
  const missed = `not proved to be at the minimum (${goal} ${three(tolerance)})`;
  return [{ type: 'warning', text: `${missed}: ${distance(ended)}${advice(ended)}` }];
}

/** How far J may be above its minimum, in words. */
function distance({ certificate }: Ended): string {
  const { bound, relativeGap, reason, gradientNorm, initialGradientNorm } = certificate;
  if (gradientNorm !== undefined && initialGradientNorm !== undefined) {
    const ratio = gradientRatio(gradientNorm, initialGradientNorm);
    return `‖∇J‖ is ${three(gradientNorm)}, ${three(ratio)} times the ${three(initialGradientNorm)} at the start`;
  }
  if (bound === null) return `how far J is above its minimum is not known: ${reason}`;
  if (relativeGap === null) return `J may be as much as ${three(bound)} above its minimum, which may be 0`;
  if (relativeGap >= 1) return `J may be as much as ${three(1 + relativeGap)} times its minimum`;
  return `J may be as much as ${three(100 * relativeGap)} % above its minimum`;
}

/** What would get there. */
function advice({ config, choice, stopping: { reason }, certificate, exactHelps }: Ended): string {
  const { solver, sgd, l2Reg = 0 } = config;
  // Where a factorization is affordable and proves nothing, more steps would not either.
  if (solver === 'exact' || (exactHelps && certificate.bound === null))
    return `. Exclude columns that depend on others, also nearly, or ${l2Reg > 0 ? 'raise l2Reg' : 'use model: ridge'}`;
  const more = reason === 'epochs' ? 'raise sgd.epochs' : `raise stop.${reason}`;
  const ways = [
    ...(exactHelps ? ['use solver: exact'] : []),
    ...(!exactHelps && solver === 'sgd' && typeof config.model === 'string' ? ['use solver: svrg'] : []),
    ...(sgd.stepSize === 'auto' ? [] : ['try another sgd.stepSize']),
    // With sgd.epochs set, auto would choose sgd.
    choice.auto && solver === 'svrg' ? `set solver: svrg and ${more}` : more,
  ];
  const text = ways.join(', or ');
  return `. ${text.charAt(0).toUpperCase()}${text.slice(1)}`;
}

function three(value: number): string {
  return String(Number(value.toPrecision(3)));
}
