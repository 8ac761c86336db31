/** One hostile problem, solved and certified, with everything held against the oracle. */
import { ChainruleError } from '#chainrule/errors.js';
import { random } from '#chainrule/random.js';
import {
  type Certificate,
  type CertificateOptions,
  certificateNearby,
  certify,
  type ProvenFactor,
  proveFactor,
} from '#chainrule/solve/certificate/certificate.js';
import { type ExactSolution, solveExact } from '#chainrule/solve/exact/exact.js';
import { factorize } from '#chainrule/solve/exact/factor.js';
import type { GradientAt, PlainWeights } from '#chainrule/solve/exact/point.js';
import { prepareColumns } from '#chainrule/solve/exact/prepared-columns.js';
import { runnerWith } from '#chainrule/solve/passes/block-pass.js';
import { passes } from '../support/plain-workspace.js';
import { type Dyadic, dyadic } from './dyadic.js';
import { cutIntoBlocks, inProcessRunner } from './in-process-runner.js';
import { Oracle, type Problem } from './oracle.js';
import { rawPoint } from './raw-point.js';
import { pointOf } from './standardized-point.js';

export interface Trial {
  /** What is wrong; empty if nothing is. */
  readonly faults: readonly string[];
  /** The code of the error that the solver ended with. */
  readonly refused: string | undefined;
  readonly certified: boolean;
  /** log₂ of the true relative gap of the raw weights. */
  readonly gapBits: number | undefined;
  readonly certificate: Certificate | undefined;
  /** Whether the oracle would have caught the solution's bound were it a thousandth smaller. */
  readonly tight: boolean;
  readonly dual: boolean;
  /** Whether the solution was certified without a pass. */
  readonly withoutPass: boolean;
}

export function runnerOf({ x, y }: Pick<Problem, 'x' | 'y'>, blockRows: number) {
  const d = x[0]!.length;
  const blocks = cutIntoBlocks(Float64Array.from(x.flat()), Float64Array.from(y), d, blockRows);
  return inProcessRunner(passes, blocks, d);
}

const exactCheckColumns = 200;

export async function trial(problem: Problem, seed: number): Promise<Trial> {
  const faults: string[] = [];
  const run = runnerOf(problem, 7);
  const oracle = new Oracle(problem);
  const check = (what: string, certificate: Certificate, at: Dyadic) => {
    if (!oracle.isBound(certificate.bound, at))
      faults.push(`${what}: bound ${certificate.bound} below the true gap`);
    if (!oracle.isRelativeBound(certificate.relativeGap, at)) {
      faults.push(`${what}: relative gap ${certificate.relativeGap} below the true one`);
    }
    if (!oracle.isAttainable(at)) faults.push(`${what}: below the optimum, so the oracle is wrong`);
    if (!(certificate.bound >= 0)) faults.push(`${what}: bound ${certificate.bound}`);
  };

  let solution: ExactSolution | undefined;
  let refused: string | undefined;
  for (const onRankDeficient of ['error', 'drop'] as const) {
    if (solution !== undefined) break;
    try {
      solution = await solveExact(run, { ...problem, onRankDeficient, names: [] });
    } catch (error) {
      if (!(error instanceof ChainruleError) || error.exitStatus !== 70) throw error;
      refused = error.code;
    }
  }

  const columns = await prepareColumns(run, problem).catch(() => undefined);
  if (columns === undefined)
    return {
      faults,
      refused,
      certified: false,
      gapBits: undefined,
      certificate: undefined,
      tight: false,
      dual: false,
      withoutPass: false,
    };
  const source = random(seed, 'elsewhere');
  const d = problem.x[0]!.length;
  let certificate: Certificate | undefined;
  let gapBits: number | undefined;
  let tight = false;
  let withoutPass = false;
  const limits: CertificateOptions[] = [];
  const shortcuts: [GradientAt, ProvenFactor][] = [];
  const starts: PlainWeights[] = [{ weights: new Float64Array(d), intercept: 0 }];
  if (solution !== undefined) {
    const { raw, standardized } = solution;
    if (![...raw.weights, raw.intercept, ...standardized.weights].every(Number.isFinite))
      faults.push('not finite');
    certificate = await certify(run, columns, rawPoint(columns, raw.weights, raw.intercept), {
      exactCheckColumns,
    });
    const at = oracle.objective([...raw.weights].map(dyadic), dyadic(raw.intercept));
    check('solution', certificate, at);
    gapBits = oracle.gapBits(at);
    tight = !oracle.isBound(certificate.bound * 0.999, at);
    const { gradient: near, factor } = solution;
    const proven =
      factor.kind === 'dual' ? { dual: factor } : { proven: await proveFactor(run, columns, factor) };
    const counting = runnerWith((pass, input) => {
      withoutPass = false;
      return run(pass, input);
    }, run);
    withoutPass = true;
    const nearby = await certify(counting, columns, rawPoint(columns, raw.weights, raw.intercept), {
      exactCheckColumns,
      ...proven,
      near,
    });
    check('solution, without a pass', nearby, at);
    if (factor.kind === 'dual') tight = !oracle.isBound(nearby.bound * 0.999, at);
    else if (nearby.bound > certificate.bound && !(nearby.relativeGap < 1e-13)) {
      faults.push(`without a pass the bound is ${nearby.bound}, with one ${certificate.bound}`);
    }
    if (proven.proven !== undefined) shortcuts.push([near, proven.proven]);
    else limits.push({ exactCheckColumns, ...proven });
    starts.push(standardized);
    const wrong = 10 ** -source.below(16);
    starts.push({
      weights: standardized.weights.map((w) => w * (1 + wrong * (source.uniform() - 0.5))),
      intercept: standardized.intercept * (1 + wrong * (source.uniform() - 0.5)),
    });
  }
  // The float64 Gram matrix is never the choice for so few rows: here it is made to prove itself too.
  const proven = await proveFactor(run, columns, await factorize(run, columns, 'gram'));
  limits.push({ exactCheckColumns }, { exactCheckColumns: 0 }, { exactCheckColumns, proven });
  for (const options of limits) {
    for (const [k, { weights, intercept }] of starts.entries()) {
      const point = pointOf(columns, weights, intercept);
      const at = problem.standardize
        ? [...weights].map((w, j) => oracle.unstandardized(w, j))
        : [...weights].map(dyadic);
      const b =
        problem.standardize && problem.intercept ? oracle.interceptOf(at, intercept) : dyadic(intercept);
      const objective = oracle.objective(at, b);
      check(
        `point ${k}, ${Object.keys(options).join()} ${options.exactCheckColumns}`,
        await certify(run, columns, point, options),
        objective,
      );
      // Sound from however far away.
      for (const shortcut of shortcuts) {
        const nearby = certificateNearby(columns, point, ...shortcut);
        if (nearby) check(`point ${k} from the solution`, nearby, objective);
      }
    }
  }
  return {
    faults,
    refused,
    certified: certificate?.certified ?? false,
    gapBits,
    certificate,
    tight,
    dual: solution?.factor.kind === 'dual',
    withoutPass,
  };
}
