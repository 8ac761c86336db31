/**
 * Step sizes: decreasing schedules, and `auto` for linear models, from how steep J can be.
 *
 * With ℓᵢ = (yᵢ − wᵀzᵢ − b)² the curvature of Jᵢ = ℓᵢ + λwᵀw is at most Lᵢ = 2(‖zᵢ‖² + 1) + 2λ.
 */

import type { Order } from './epoch-order.js';
import { scheduleSlots } from './schedule.js';

/** η at step t: initial / (1 + decay·t), or initial / √(1 + decay·t). */
export interface StepSizes {
  readonly initial: number;
  /** Per step. */
  readonly decay: number;
  readonly root: boolean;
}

/** Step sizes that may be halved, down to `floor`, when they prove too large. */
export interface AutoStepSizes extends StepSizes {
  readonly floor: number;
}

/** Where there is no floor, so many halvings are tried. */
const mostHalvings = 60;
/** The last eighth of the steps or so decides the average. */
const averageTail = 7;
/** Epochs after which the squared step size is half the first one. */
const slowEpochs = 32;
/** Where a graph of one's own begins: nothing is known of how steep it is. */
const firstGuess = 0.05;

export function startSchedule(schedule: Float64Array, { initial, decay, root }: StepSizes): void {
  schedule.fill(0);
  schedule[scheduleSlots.initial] = initial;
  schedule[scheduleSlots.decay] = decay;
  schedule[scheduleSlots.root] = root ? 1 : 0;
  schedule[scheduleSlots.share] = 1;
  schedule[scheduleSlots.tail] = averageTail;
}

/** The smallest first step size that halving leads to. */
export function leastStepSize(stepSizes: StepSizes | AutoStepSizes): number {
  const floor = 'floor' in stepSizes ? stepSizes.floor : stepSizes.initial;
  return Math.max(floor, stepSizes.initial * 2 ** -mostHalvings);
}

export interface StepSizeOptions {
  readonly rows: number;
  readonly batchSize: number;
  readonly order: Order;
  readonly solver: 'sgd' | 'svrg';
  readonly momentum: number;
  /** L_max, the largest Lᵢ. */
  readonly largest: number;
  /** L, an upper bound of the curvature of J over all rows; only asked for where it is of use. */
  readonly whole: number;
}

/**
 * `auto` for a linear model.
 *
 * 1/L_max is the floor: then no step, on whatever rows, takes two parameter vectors further apart. Where minibatches are
 * random, 1/ℒ is safe on average, with the expected smoothness ℒ of minibatches of b rows
 *
 *     ℒ = n(b − 1)/(b(n − 1))·L + ρ,   ρ = (n − b)/(b(n − 1))·L_max
 *
 * of Gower, Loizou, Qian, Sailanbayev, Shulgin and Richtárik ("SGD: General Analysis and Improved Rates", 2019,
 * for b rows of n; with replacement n/(n − 1) and (n − b)/(n − 1) are 1). They take ½/ℒ for any convex function; for
 * quadratic J, E[A²] ⪯ ℒH for the minibatch's Hessian A and its mean H, so E‖θ − θ*‖² does not grow up to 2/ℒ without
 * noise. SVRG takes 1/(L + 2ρ): by the same reasoning, for quadratic J and independent minibatches,
 * Ση(2 − ηL − 2ηρ)·E(J − J*) ≤ ½‖θ̃ − θ*‖² + Σ2η²ρ·(J(θ̃) − J*) over an inner loop, where with this η the first factor
 * is η and 2ηρ < 1.
 *
 * The step size falls as 1/√t from some epochs on: the average of the steps then goes to the optimum (Bach and
 * Moulines, "Non-strongly-convex smooth stochastic approximation with convergence rate O(1/n)", 2013, for a constant
 * step and independent rows; the fall is for what shuffled rows leave as a bias of order η).
 */
export function autoStepSizes(steepness: StepSizeOptions): AutoStepSizes {
  const { rows, batchSize, order, solver, momentum, largest, whole } = steepness;
  const n = rows;
  const b = Math.min(batchSize, n);
  const rest = order === 'replacement' ? 1 / b : n === 1 ? 0 : (n - b) / (b * (n - 1));
  const rho = rest * largest;
  const expected = solver === 'svrg' ? whole + 2 * rho : (1 - rest) * whole + rho;
  const calm = largest > 0 ? 1 / largest : 1;
  // SVRG's two gradients differ: no step is non-expansive by itself there, so its steps may be halved without end.
  const floor = solver === 'svrg' || momentum > 0 ? 0 : calm;
  const random = order === 'rows' || order === 'replacement';
  const cautious = solver === 'svrg' ? calm / 3 : calm;
  const bold = random && 1 / expected > cautious && expected > 0 ? 1 / expected : cautious;
  return { initial: (1 - momentum) * bold, floor, ...fall(steepness) };
}

/** `auto` for a graph of one's own: a guess, to be halved as often as it takes. */
export function guessedStepSizes(
  options: Pick<StepSizeOptions, 'rows' | 'batchSize' | 'solver'>,
): AutoStepSizes {
  return { initial: firstGuess, floor: 0, ...fall(options) };
}

function fall({ rows, batchSize, solver }: Pick<StepSizeOptions, 'rows' | 'batchSize' | 'solver'>) {
  const perEpoch = Math.ceil(rows / batchSize);
  return { decay: solver === 'svrg' ? 0 : 1 / (slowEpochs * perEpoch), root: true };
}
