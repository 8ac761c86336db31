/** What is proved of single weights: never below their true distance from the minimum, in exact arithmetic. */
import { describe, expect, it } from 'vitest';
import { ChainruleError } from '#chainrule/errors.js';
import { random } from '#chainrule/random.js';
import { zero } from '#chainrule/solve/arithmetic/double-double.js';
import {
  certificateOf,
  certify,
  type ProvenFactor,
  proveFactor,
} from '#chainrule/solve/certificate/certificate.js';
import { dualWeightBounds } from '#chainrule/solve/certificate/dual-weights.js';
import { boundWeights, type WeightBounds } from '#chainrule/solve/certificate/weight-bounds.js';
import { type ExactSolution, solveExact } from '#chainrule/solve/exact/exact.js';
import { factorize } from '#chainrule/solve/exact/factor.js';
import {
  centredPoint,
  type PlainWeights,
  pointInput,
  predictionAt,
  type StoredWeights,
} from '#chainrule/solve/exact/point.js';
import { type PreparedColumns, prepareColumns } from '#chainrule/solve/exact/prepared-columns.js';
import { meanOf } from '#chainrule/solve/exact/standard.js';
import type { Runner } from '#chainrule/solve/passes/block-pass.js';
import { hostileProblem } from '../hostile.js';
import { distanceBits, isWithinOf, type Optimum, optimum } from '../optimum.js';
import type { Problem } from '../oracle.js';
import { primalFactor } from '../primal.js';
import { rawPoint, uncentred } from '../raw-point.js';
import { runnerOf } from '../trial.js';
import { plainColumns, provenBy } from './records.js';

// CHAINRULE_HOSTILE=20000 for a long run.
const count = Number(process.env['CHAINRULE_HOSTILE'] ?? 2000) / 4;

/** Bounds at some weights by a gradient pass there, and by what is known of A. */
async function boundsAt(
  run: Runner,
  columns: PreparedColumns,
  given: StoredWeights | PlainWeights,
  proven: ProvenFactor | undefined,
): Promise<WeightBounds> {
  const stored = 'means' in given ? given : uncentred(given);
  const point = centredPoint(columns, stored);
  const near = { point, partial: await run('gradient', pointInput(columns, point)) };
  const { bound } = certificateOf(columns, point, near.partial, proven);
  return boundWeights(columns, stored, { proven, near, bound });
}

async function solved(run: Runner, problem: Problem): Promise<ExactSolution | undefined> {
  try {
    const onRankDeficient = problem.l2Reg > 0 ? 'error' : 'drop';
    return await solveExact(run, { ...problem, onRankDeficient, names: [] });
  } catch (error) {
    if (error instanceof ChainruleError) return undefined;
    throw error;
  }
}

/** How weights were found and bounded. */
const kinds = ['exact', 'dual', 'elsewhere'] as const;
type Kind = (typeof kinds)[number];

interface Found {
  readonly faults: readonly string[];
  /** Weights with a bound, of how many. */
  readonly proved: number;
  readonly asked: number;
  /** Bounds over true distances, both at least one unit in the last place. */
  readonly excess: readonly number[];
}

function compare(
  what: string,
  stored: PlainWeights,
  bounds: WeightBounds,
  truth: Optimum | undefined,
  intercept: boolean,
): Found {
  const faults: string[] = [];
  const excess: number[] = [];
  let proved = 0;
  let asked = 0;
  const one = (name: string, value: number, bound: number, exact: Optimum['intercept'] | undefined) => {
    asked += 1;
    if (!(bound >= 0)) faults.push(`${what}, ${name}: bound ${bound}`);
    if (bound === Number.POSITIVE_INFINITY) return;
    proved += 1;
    if (exact === undefined) faults.push(`${what}, ${name}: bounded by ${bound}, but not unique`);
    else if (!isWithinOf(bound, value, exact)) faults.push(`${what}, ${name}: ${bound} is too small`);
    else {
      const ulp = Math.max(Math.abs(value) * 2 ** -52, Number.MIN_VALUE);
      const bits = distanceBits(value, exact);
      excess.push(Math.max(bound, ulp) / Math.max(bits < -1070 ? 0 : 2 ** Math.min(bits, 1023), ulp));
    }
  };
  const zero = { numerator: 0n, denominator: 1n, e: 0 };
  for (const [j, weight] of stored.weights.entries()) {
    one(`weight ${j}`, weight, bounds.weights[j]!, truth && (truth.weights.get(j) ?? zero));
  }
  if (intercept) one('intercept', stored.intercept, bounds.intercept, truth?.intercept);
  return { faults, proved, asked, excess };
}

async function trialOf(seed: number): Promise<Record<Kind, Found[]>> {
  const found: Record<Kind, Found[]> = { exact: [], dual: [], elsewhere: [] };
  const problem = hostileProblem(seed);
  const run = runnerOf(problem, 7);
  const columns = await prepareColumns(run, problem).catch((error: unknown) => {
    if (!(error instanceof ChainruleError)) throw error;
  });
  if (columns === undefined) return found;
  const solution = await solved(run, problem);
  const gram = await proveFactor(run, columns, await factorize(run, columns, 'gram'));
  const exact = await proveFactor(run, columns);
  const dropped = new Set(problem.l2Reg > 0 ? [] : exact.factor.dependent.map(({ column }) => column));
  const all = columns.offset.slice(1).map((_, j) => j);
  const used = all.filter((j) => !columns.frame.constant[j] && !dropped.has(j));
  const truth = optimum(problem, used);
  const check = (kind: Kind, what: string, stored: PlainWeights, bounds: WeightBounds) =>
    found[kind].push(compare(`seed ${seed}, ${what}`, stored, bounds, truth, problem.intercept));

  const starts: StoredWeights[] = [uncentred({ weights: new Float64Array(columns.features), intercept: 0 })];
  if (solution !== undefined) {
    const { gradient: near } = solution;
    const raw = uncentred(solution.raw);
    const here = rawPoint(columns, raw.weights, raw.intercept);
    const { factor } = solution;
    if (factor.kind === 'dual') {
      const { bound } = await certify(run, columns, here, { exactCheckColumns: 0, dual: factor });
      const ofDual = await dualWeightBounds(run, columns, factor, near.point);
      const options = { proven: undefined, near, bound, ...ofDual };
      check('dual', 'solution', raw, boundWeights(columns, raw, options));
      check('dual', 'diagonal', raw, boundWeights(columns, raw, { ...options, nearBound: undefined }));
    } else {
      const proven = await proveFactor(run, columns, factor);
      const partial = await run('gradient', pointInput(columns, here));
      const { bound } = certificateOf(columns, here, partial, proven);
      check('exact', 'solution', raw, boundWeights(columns, raw, { proven, near, bound }));
    }
    check('elsewhere', 'solution, by a pass', raw, await boundsAt(run, columns, raw, exact));
    const source = random(seed, 'elsewhere');
    const wrong = 10 ** -source.below(16);
    const by = () => 1 + wrong * (source.uniform() - 0.5);
    const weights = raw.weights.map((w) => w * by());
    starts.push(uncentred({ weights, intercept: problem.intercept ? raw.intercept * by() : 0 }));
    if (problem.intercept) {
      // The intercept is a copy, and rounded much more than the function that J − J* is of.
      const means = Float64Array.from(weights, (_, j) => meanOf(columns, j));
      const atMeans = predictionAt(columns, solution.point, means) * by();
      const intercept = weights.reduce((sum, weight, j) => sum - weight * means[j]!, atMeans);
      if ([...means, atMeans, intercept].every(Number.isFinite))
        starts.push({ weights, means, atMeans, intercept });
    }
  }
  for (const [k, stored] of starts.entries()) {
    for (const proven of [exact, gram, undefined]) {
      const bounds = await boundsAt(run, columns, stored, proven);
      check('elsewhere', `point ${k}, ${proven && 'factor'}`, stored, bounds);
    }
  }
  return found;
}

const median = (values: readonly number[]) => [...values].sort((a, b) => a - b)[values.length >> 1]!;
const total = (found: readonly Found[], key: 'proved' | 'asked') =>
  found.reduce((sum, each) => sum + each[key], 0);

describe('the proved distance of a weight', () => {
  it(`is never below the true one: ${count} hostile problems`, async () => {
    const found: Record<Kind, Found[]> = { exact: [], dual: [], elsewhere: [] };
    for (let seed = 0; seed < count; seed++) {
      const trial = await trialOf(seed);
      for (const kind of kinds) found[kind].push(...trial[kind]);
    }
    expect(kinds.flatMap((kind) => found[kind]).flatMap(({ faults }) => faults)).toEqual([]);
    // Not by proving nothing, nor by bounds so wide that nothing could be wrong.
    for (const kind of kinds) {
      expect(total(found[kind], 'proved')).toBeGreaterThan(0.8 * total(found[kind], 'asked'));
      expect(median(found[kind].flatMap((each) => each.excess))).toBeLessThan(1.01);
    }
  }, 600_000);
});

describe('of which weights', () => {
  const source = random(5, 'weights');
  const rows = Array.from({ length: 12 }, () => [source.uniform(), 3, source.uniform()]);
  const y = rows.map(([a, , c]) => a! - 2 * c! + source.uniform());

  it('of a constant column and of the intercept with it: 0 at the minimum', async () => {
    const problem = { x: rows, y, intercept: true, standardize: true, l2Reg: 0.5 };
    const run = runnerOf(problem, 7);
    const { raw, columns, factor } = (await solved(run, problem))!;
    const proven = await proveFactor(run, columns, primalFactor({ factor }));
    const truth = optimum(problem, [0, 2])!;
    const stored = { weights: raw.weights.with(1, 0.25), intercept: raw.intercept };
    const bounds = await boundsAt(run, columns, stored, proven);
    expect(bounds.weights[1]).toBe(0.25);
    expect(isWithinOf(bounds.intercept, stored.intercept, truth.intercept)).toBe(true);
    const balanced = { ...stored, intercept: raw.intercept - 0.75 };
    const { intercept } = await boundsAt(run, columns, balanced, proven);
    expect(isWithinOf(intercept, balanced.intercept, truth.intercept)).toBe(true);
  });

  it('beside a dropped column, of which nothing is proved; none where it has a weight', async () => {
    // Dependent up to rounding, so that nothing is proved of J*.
    const x = rows.map(([a, , c]) => [a!, c!, (a! + c!) / 3]);
    const problem = { x, y, intercept: true, standardize: true, l2Reg: 0 };
    const run = runnerOf(problem, 7);
    const { raw, columns, factor, dropped } = (await solved(run, problem))!;
    expect(dropped.map(({ column }) => column)).toEqual([2]);
    const proven = await proveFactor(run, columns, primalFactor({ factor }));
    expect(proven.eigenvalue).toBe(0);
    const bounds = await boundsAt(run, columns, raw, proven);
    const truth = optimum(problem, [0, 1])!;
    for (const j of [0, 1]) {
      expect(bounds.weights[j]).toBeLessThan(1e-15);
      expect(isWithinOf(bounds.weights[j]!, raw.weights[j]!, truth.weights.get(j)!)).toBe(true);
    }
    expect(bounds.weights[2]).toBe(Number.POSITIVE_INFINITY);
    const moved = { weights: raw.weights.with(2, 1e-9), intercept: raw.intercept };
    const none = await boundsAt(run, columns, moved, proven);
    expect([...none.weights, none.intercept]).toEqual(new Array(4).fill(Number.POSITIVE_INFINITY));
  });

  it('that are too small for float64', async () => {
    const problem = {
      x: rows.map(([a]) => [a!]),
      y: y.map(() => 0),
      intercept: true,
      standardize: false,
      l2Reg: 0,
    };
    const run = runnerOf(problem, 7);
    const columns = await prepareColumns(run, problem);
    const proven = await proveFactor(run, columns);
    const truth = optimum(problem, [0])!;
    for (let k = 1; k < 20; k++) {
      const stored = { weights: Float64Array.of(k * 5e-324), intercept: -k * 5e-324 };
      const { weights, intercept } = await boundsAt(run, columns, stored, proven);
      expect(isWithinOf(weights[0]!, k * 5e-324, truth.weights.get(0)!), `${k}`).toBe(true);
      expect(isWithinOf(intercept, -k * 5e-324, truth.intercept), `${k}`).toBe(true);
    }
    const none = { weights: new Float64Array(1), intercept: 0 };
    expect(await boundsAt(run, columns, none, proven)).toEqual(none);
  });

  it('whatever SᵀAS is within its proved eigenvalue', () => {
    for (let seed = 0; seed < 300; seed++) {
      const by = random(seed, 'turned');
      const alpha = 0.9 * by.uniform();
      const s = [1 + by.uniform(), by.uniform() - 0.5, 0, 1 + by.uniform()];
      // M = I + α·(a reflection), so that both its eigenvalues are as far from 1 as they may be.
      const u = by.uniform() < 0.5 ? by.uniform() : 1;
      const w = Math.sqrt(1 - u * u);
      const m = [1 + alpha * (2 * u * u - 1), 2 * alpha * u * w, 1 + alpha * (2 * w * w - 1)] as const;
      const h = [by.uniform() - 0.5, by.uniform() - 0.5];
      const means = [4 * by.uniform(), -3 * by.uniform()];
      const c = [s[0]! * h[0]!, s[1]! * h[0]! + s[3]! * h[1]!];
      const determinant = m[0] * m[2] - m[1] * m[1];
      const t = [(m[2] * c[0]! - m[1] * c[1]!) / determinant, (m[0] * c[1]! - m[1] * c[0]!) / determinant];
      const step = [s[0]! * t[0]! + s[1]! * t[1]!, s[3]! * t[1]!];
      const objective = { intercept: true, standardize: false, l2Reg: 0 };
      const plain = plainColumns(2, 4, { epsilon: 0, objective });
      const columns = { ...plain, frame: { ...plain.frame, centre: Float64Array.of(...means, 0) } };
      const point = { v: [zero, zero], beta: zero, idle: 0 };
      const near = { point, partial: Float64Array.of(h[0]!, h[1]!, 0, 1, 0, 0, 0, 0) };
      const stored = uncentred({ weights: new Float64Array(2), intercept: 0 });
      const squares = c[0]! * t[0]! + c[1]! * t[1]!;
      const proven = provenBy(s, 1 - alpha);
      for (const bound of [Number.POSITIVE_INFINITY, squares / 4]) {
        const bounds = boundWeights(columns, stored, { proven, near, bound });
        const what = `seed ${seed}, ${bound}`;
        for (const j of [0, 1])
          expect(bounds.weights[j], what).toBeGreaterThanOrEqual(Math.abs(step[j]!) * (1 - 1e-9));
        const shift = Math.abs(means[0]! * step[0]! + means[1]! * step[1]!);
        expect(bounds.intercept, what).toBeGreaterThanOrEqual(shift * (1 - 1e-9));
      }
    }
  });
});
