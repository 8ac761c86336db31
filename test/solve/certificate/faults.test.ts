/**
 * The certificate where every result it is made of is as wrong as it may be: each is moved by its stated error up and
 * down, one kind at a time and all together, as if the arithmetic had few bits. Everything stays true then, against
 * exact arithmetic: the stated errors of what is derived, and the bound. See "Error terms" in
 * docs/decisions/exact-solver.md.
 */
import { describe, expect, it } from 'vitest';
import { type Random, random } from '#chainrule/random.js';
import {
  type Certificate,
  certificateNearby,
  certificateOf,
  type ProvenFactor,
} from '#chainrule/solve/certificate/certificate.js';
import { type Measured, measure } from '#chainrule/solve/certificate/measure.js';
import { measureNearby } from '#chainrule/solve/certificate/nearby.js';
import { provenEigenvalue } from '#chainrule/solve/certificate/verify.js';
import { boundWeights } from '#chainrule/solve/certificate/weight-bounds.js';
import { type ExactSolution, solveExact } from '#chainrule/solve/exact/exact.js';
import type { Factor } from '#chainrule/solve/exact/factor.js';
import type { GradientAt, PlainWeights, Point } from '#chainrule/solve/exact/point.js';
import type { PreparedColumns } from '#chainrule/solve/exact/prepared-columns.js';
import { dyadic, minus, product } from '../dyadic.js';
import { type ExactPoint, exactly, InFrame, isAtMost, isWithinTimes } from '../in-frame.js';
import { isWithinOf, type Optimum, optimum } from '../optimum.js';
import { Oracle, type Problem } from '../oracle.js';
import { rawPoint, uncentred } from '../raw-point.js';
import { pointOf } from '../standardized-point.js';
import { runnerOf } from '../trial.js';
import { type Faults, FaultyPasses, type Kind } from './faults.js';

const kinds: readonly Kind[] = ['sum', 'square', 'product', 'residual', 'gradient'];
/** A little within the stated error, which is computed in float64 here. */
const full = 1 - 2 ** -20;

/** Named ways of being wrong. */
function faultsFor(source: Random): [string, Faults][] {
  const all: [string, Faults][] = [
    ['nothing', () => 0],
    // Residuals as small as that are all lost.
    ['fit', (kind, _, { r, most }) => (kind === 'residual' ? Math.max(-full, Math.min(full, -r / most)) : 0)],
  ];
  for (const sign of [full, -full]) {
    for (const kind of kinds) all.push([`${kind} ${sign}`, (of) => (of === kind ? sign : 0)]);
    all.push([`all ${sign}`, () => sign]);
    // Residuals that turn the gradient most, or the objective.
    all.push([`column ${sign}`, (kind, _, { x }) => (kind === 'residual' ? sign * Math.sign(x[0]!) : 0)]);
    all.push([`objective ${sign}`, (kind, _, { r }) => (kind === 'residual' ? sign * Math.sign(r) : sign)]);
  }
  const key = source.below(2 ** 30);
  all.push([`all at random ${key}`, (kind, at) => full * (2 * random(key, `${kind} ${at}`).below(2) - 1)]);
  return all;
}

interface Case extends Omit<Problem, 'x' | 'y'> {
  readonly constant?: boolean;
  readonly noise?: number;
}

function problemOf(source: Random, { constant = false, noise = 0.1, ...options }: Case): Problem {
  const n = 8 + source.below(4);
  // Columns of few bits, so that without noise the fit is exact.
  const number = () => source.below(1024) / 1024;
  const x = Array.from({ length: n }, () => {
    const row = [number() - 0.5, 4 * number(), number() / 8];
    if (constant) row.push(0.75);
    return row;
  });
  const y = x.map(([a, b, c]) => a! - 2 * b! + 8 * c! + noise * (source.uniform() - 0.5));
  return { x, y, ...options };
}

interface Spot {
  readonly what: string;
  readonly point: Point;
  readonly exact: ExactPoint;
  /** The raw weights that it was made of. */
  readonly stored?: PlainWeights;
}

/** Points at and around the optimum, as raw and as standardized weights. */
function spots(
  { oracle, inFrame, columns }: Faulty,
  { raw, standardized }: ExactSolution,
  source: Random,
): Spot[] {
  const all: Spot[] = [];
  const { objective, epsilon, frame } = columns;
  const { intercept, standardize } = objective;
  const add = (what: string, weights: Float64Array, b: number) => {
    const point = rawPoint(columns, weights, b);
    const exact = { v: point.v.map(exactly), beta: exactly(point.beta) };
    all.push({ what, point, exact, stored: { weights, intercept: b } });
  };
  const mean = intercept ? frame.centre.at(-1)! * 2 ** frame.exponent.at(-1)! : 0;
  add('no weights', new Float64Array(columns.features), mean);
  for (const size of [0, epsilon / 16, epsilon, Math.sqrt(epsilon), 1000]) {
    const by = () => (source.uniform() - 0.5) * size;
    const weights = raw.weights.map((w) => w + by());
    add(`weights ${size}`, weights, raw.intercept);
    if (intercept) add(`intercept ${size}`, raw.weights, raw.intercept + by());
    if (!standardize || (size > 0 && size < 1)) continue;
    const moved = standardized.weights.map((w, j) => (frame.constant[j] ? 0 : w + size));
    const point = pointOf(columns, moved, standardized.intercept);
    const exact = inFrame.standardized(oracle, moved, standardized.intercept);
    all.push({ what: `standardized ${size}`, point, exact });
  }
  return all;
}

class Faulty {
  readonly oracle: Oracle;
  readonly inFrame: InFrame;
  readonly columns: PreparedColumns;
  readonly faults: string[] = [];
  readonly #used: readonly number[];
  readonly #truth: Optimum;
  readonly #intercept: boolean;

  constructor(problem: Problem, columns: PreparedColumns) {
    this.#used = columns.offset.slice(1).flatMap((_, j) => (columns.frame.constant[j] ? [] : [j]));
    this.#truth = optimum(problem, this.#used)!;
    this.#intercept = problem.intercept;
    this.oracle = new Oracle(problem);
    this.inFrame = new InFrame(problem, columns.frame);
    this.columns = columns;
  }

  demand(holds: boolean, what: string): void {
    if (!holds) this.faults.push(what);
  }

  /** Stated errors of columns and of A. */
  checkColumns(): void {
    const { inFrame, columns } = this;
    const { n } = inFrame;
    for (let j = 0; j <= columns.features; j++) {
      const most = columns.squaresError[j]! * Math.abs(columns.squares[j]![0]);
      this.demand(
        isWithinTimes(n, exactly(columns.squares[j]!), inFrame.spread(j, j), most),
        `squares of column ${j}`,
      );
      if (j === columns.features) continue;
      const penalty = columns.penalty[j]!;
      const error = (columns.squaresError[j]! + 2 ** -100) * penalty[0];
      this.demand(isWithinTimes(n, exactly(penalty), inFrame.penalty(j), error), `penalty of column ${j}`);
    }
  }

  checkFactor({ kept, gram, entryError }: Factor): void {
    const { norm, features } = this.columns;
    for (const j of kept) {
      for (const k of kept) {
        if (k < j || k === features) continue;
        const error = entryError * norm[j]! * norm[k]!;
        this.demand(
          isWithinTimes(this.inFrame.n, exactly(gram(j, k)), this.inFrame.entry(j, k), error),
          `entry ${j}, ${k}`,
        );
      }
    }
  }

  checkMeasured(
    what: string,
    { h, hError, total, totalError, mean }: Measured,
    { exact, point }: Spot,
  ): void {
    const { inFrame, columns } = this;
    const { n } = inFrame;
    const right = inFrame.measures(exact);
    for (let j = 0; j < columns.features; j++) {
      if (columns.frame.constant[j]) continue;
      // Rounding h to float64 is for who uses it.
      const error = hError[j]! + 2 ** -52 * Math.abs(h[j]!);
      this.demand(isWithinTimes(n, dyadic(h[j]!), right.h[j]!, error), `${what}: h of column ${j}`);
    }
    const all = minus(right.total, product(n, n, dyadic(-point.idle)));
    this.demand(isWithinTimes(n, dyadic(total), all, totalError), `${what}: total`);
    if (columns.objective.intercept) {
      const { rows } = columns;
      this.demand(isAtMost(right.sum, mean * rows * (1 + 2 ** -50)), `${what}: mean`);
    }
  }

  checkBound(what: string, { bound, relativeGap }: Certificate, { exact }: Spot): void {
    const at = this.inFrame.objective(this.oracle, exact);
    this.demand(this.oracle.isBound(bound, at), `${what}: bound ${bound}`);
    this.demand(this.oracle.isRelativeBound(relativeGap, at), `${what}: relative gap ${relativeGap}`);
  }

  checkWeights(what: string, stored: PlainWeights, known: WeightOptions): void {
    const { weights, intercept } = boundWeights(this.columns, uncentred(stored), known);
    for (const j of this.#used) {
      const holds = isWithinOf(weights[j]!, stored.weights[j]!, this.#truth.weights.get(j)!);
      this.demand(holds, `${what}: weight ${j} within ${weights[j]}`);
    }
    const holds = isWithinOf(intercept, stored.intercept, this.#truth.intercept);
    if (this.#intercept) this.demand(holds, `${what}: intercept within ${intercept}`);
  }
}

type WeightOptions = Parameters<typeof boundWeights>[2];

interface Setting {
  readonly epsilon: number;
  readonly method: 'gram' | 'exactGram';
  readonly offCentre: number;
}

async function faultsOf(
  problem: Problem,
  faults: Faults,
  { epsilon, method, offCentre }: Setting,
  seed: number,
) {
  const run = runnerOf(problem, 5);
  const solution = await solveExact(run, { ...problem, onRankDeficient: 'error', names: [] });
  const { passes, columns } = await FaultyPasses.of(problem, run, epsilon, faults, offCentre);
  const check = new Faulty(problem, columns);
  check.checkColumns();
  const factor = await passes.factor(columns, method);
  check.checkFactor(factor);
  const eigenvalue = await provenEigenvalue(run.matrices, factor);
  const proven: ProvenFactor = { factor, eigenvalue, keptEigenvalue: eigenvalue };
  const around = spots(check, solution, random(seed, 'spots'));
  const near: GradientAt = {
    point: around[1]!.point,
    partial: await passes.gradient(columns, around[1]!.point),
  };
  let certified = 0;
  for (const spot of around) {
    const partial = await passes.gradient(columns, spot.point);
    check.checkMeasured(spot.what, measure(columns, spot.point, partial), spot);
    const certificate = certificateOf(columns, spot.point, partial, proven);
    if (certificate.certified) certified += 1;
    check.checkBound(spot.what, certificate, spot);
    if (spot.stored !== undefined) {
      const { stored, point } = spot;
      // Without what J − J* says, so that the factor stands alone.
      const bound = Number.POSITIVE_INFINITY;
      check.checkWeights(spot.what, stored, { proven, near: { point, partial }, bound });
      check.checkWeights(`${spot.what}, nearby`, stored, { proven, near, bound });
      const { bound: ofObjective } = certificate;
      check.checkWeights(`${spot.what}, penalty`, stored, { proven: undefined, near, bound: ofObjective });
    }
    check.checkBound(`${spot.what}, penalty`, certificateOf(columns, spot.point, partial, undefined), spot);
    const nearby = measureNearby(columns, near, spot.point, factor);
    if (nearby === undefined) continue;
    check.checkMeasured(`${spot.what}, nearby`, nearby, spot);
    check.checkBound(`${spot.what}, nearby`, certificateNearby(columns, spot.point, near, proven)!, spot);
  }
  return { faults: check.faults, certified, asked: around.length };
}

const cases: Case[] = [];
for (const intercept of [true, false]) {
  for (const standardize of [true, false]) {
    for (const l2Reg of [0, 0.25]) cases.push({ intercept, standardize, l2Reg });
  }
}
for (const standardize of [true, false]) {
  cases.push({ intercept: true, standardize, l2Reg: 0.25, constant: true });
}
cases.push(
  { intercept: true, standardize: true, l2Reg: 0, noise: 0 },
  // Where the penalty is nearly all there is of A.
  { intercept: true, standardize: true, l2Reg: 1000 },
  { intercept: true, standardize: true, l2Reg: 2 ** 40 },
);

describe('whatever the passes are off by, up to their stated errors', () => {
  it.each(cases)('what is derived is within its own, and the bound holds: %j', async (options) => {
    const seed = 17;
    const source = random(seed, 'faults');
    const wrong: string[] = [];
    let certified = 0;
    let asked = 0;
    const settings: Setting[] = [
      { epsilon: 2 ** -90, method: 'exactGram', offCentre: options.intercept ? 1 : 0 },
      { epsilon: 2 ** -24, method: 'exactGram', offCentre: 0 },
      { epsilon: 2 ** -24, method: 'gram', offCentre: 0 },
    ];
    if (options.intercept) {
      settings.push(
        { epsilon: 2 ** -36, method: 'gram', offCentre: 64 },
        { epsilon: 2 ** -36, method: 'exactGram', offCentre: 64 },
      );
    }
    for (const setting of settings) {
      for (const [name, faults] of faultsFor(source)) {
        // The Gram matrix shows in the factor alone.
        if (setting.method === 'gram' && !/product|all|objective/.test(name)) continue;
        const found = await faultsOf(problemOf(source, options), faults, setting, seed);
        certified += found.certified;
        asked += found.asked;
        const where = `seed ${seed}, ${name}, ${JSON.stringify(setting)}`;
        wrong.push(...found.faults.map((fault) => `${where}: ${fault}`));
      }
    }
    expect(wrong).toEqual([]);
    expect(certified).toBeGreaterThan(0.9 * asked);
  });
});
