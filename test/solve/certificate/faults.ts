/**
 * Passes whose results are off by as much as `PreparedColumns.epsilon` allows: every sum of products by ε‖a‖‖b‖, every residual
 * by ε of the terms it is made of. ε may be far above the real one, as if the arithmetic had twenty bits: what is
 * proved must hold for any.
 */

import { add } from '#chainrule/solve/arithmetic/double-double.js';
import { type Factor, type FactorMethod, factorize } from '#chainrule/solve/exact/factor.js';
import { type Frame, frameInput, frameOf } from '#chainrule/solve/exact/frame.js';
import { type Point, pointInput } from '#chainrule/solve/exact/point.js';
import { columnsOf, type PreparedColumns } from '#chainrule/solve/exact/prepared-columns.js';
import { type Runner, runnerWith } from '#chainrule/solve/passes/block-pass.js';
import { packedIndex } from '#chainrule/solve/passes/gram-pass.js';
import { readMoments } from '#chainrule/solve/passes/moments-pass.js';
import { chain } from '#chainrule/solve/passes/tiles.js';
import { approximately, exactly, InFrame } from '../in-frame.js';
import type { Problem } from '../oracle.js';

export type Kind = 'sum' | 'square' | 'product' | 'residual' | 'gradient';

/** In [−1, 1]: the part of its stated error that a number of this kind is off by. */
export type Faults = (
  kind: Kind,
  at: number,
  row: { readonly x: readonly number[]; readonly r: number; readonly most: number },
) => number;

const none = { x: [], r: 0, most: 0 };

/** Sums of a pass, high words then low words, each moved by what `by` says. */
function shifted(partial: Float64Array, by: (k: number) => number): Float64Array {
  const half = partial.length / 2;
  const out = Float64Array.from(partial);
  for (let k = 0; k < half; k++) {
    const [hi, lo] = add([partial[k]!, partial[k + half]!], [by(k), 0]);
    out[k] = hi;
    out[k + half] = lo;
  }
  return out;
}

const length = (values: readonly number[]) => Math.sqrt(values.reduce((sum, x) => sum + x * x, 0));

export class FaultyPasses {
  readonly frame: Frame;
  readonly #intercept: boolean;
  readonly #run: Runner;
  readonly #epsilon: number;
  /** What `PreparedColumns.chain` says: float64 is worse than ε, as it is in earnest. */
  readonly #chain: number;
  readonly #faults: Faults;
  readonly #inFrame: InFrame;
  /** x̃, roughly. */
  readonly #x: readonly (readonly number[])[];

  private constructor(frame: Frame, problem: Problem, run: Runner, epsilon: number, faults: Faults) {
    this.frame = frame;
    this.#intercept = problem.intercept;
    this.#run = run;
    this.#epsilon = epsilon;
    this.#chain = Math.max(chain(problem.y.length, problem.y.length), epsilon * 2 ** 56);
    this.#faults = faults;
    this.#inFrame = new InFrame(problem, frame);
    this.#x = this.#inFrame.x.map((row) => row.map(approximately));
  }

  /** In a frame whose centres are `offCentre` ranges of their column away from the mean, as any float64 will do. */
  static async of(
    problem: Problem,
    run: Runner,
    epsilon: number,
    faults: Faults,
    offCentre = 0,
  ): Promise<{ passes: FaultyPasses; columns: PreparedColumns }> {
    const moments = readMoments(await run('moments', new Float64Array()));
    const near = frameOf(moments, problem);
    const centre = near.centre.map((c, j) =>
      problem.intercept && !near.constant[j]
        ? c + offCentre * (moments.max[j]! - moments.min[j]!) * near.scale[j]!
        : c,
    );
    const frame = { ...near, centre };
    const passes = new FaultyPasses(frame, problem, run, epsilon, faults);
    const spread = await passes.#spread();
    const columns = columnsOf({ objective: problem, frame, moments, spread, gram: undefined, epsilon });
    return { passes, columns: { ...columns, chain: passes.#chain } };
  }

  #norm(j: number): number {
    return length(this.#x.map((row) => row[j]!));
  }

  async #spread(): Promise<Float64Array> {
    const { columns } = this.frame;
    const partial = await this.#run('spread', frameInput(this.frame));
    const n = this.#x.length;
    return shifted(partial, (k) =>
      k < columns
        ? this.#faults('sum', k, none) * this.#epsilon * Math.sqrt(n) * this.#norm(k)
        : this.#faults('square', k - columns, none) * this.#epsilon * this.#norm(k - columns) ** 2,
    );
  }

  async factor(columns: PreparedColumns, method: FactorMethod): Promise<Factor> {
    const run = runnerWith(async (pass, input) => {
      const partial = await this.#run(pass, input);
      const by = (k: number, error: number) => this.#faults('product', k, none) * error * this.#ofEntry(k);
      if (pass === 'exactGram') return shifted(partial, (k) => by(k, this.#epsilon));
      if (pass === 'gram') return partial.map((value, k) => value + by(k, this.#chain * 2 ** -53));
      throw new Error(`${pass} is no Gram pass`);
    }, this.#run);
    return factorize(run, columns, method);
  }

  /** ‖x̃ⱼ‖‖x̃ₖ‖ of a packed index. */
  #ofEntry(index: number): number {
    const { columns } = this.frame;
    for (let j = 0; j < columns; j++) {
      for (let k = j; k < columns; k++) {
        if (packedIndex(columns, j, k) === index) return this.#norm(j) * this.#norm(k);
      }
    }
    throw new Error(`no entry ${index}`);
  }

  async gradient(columns: PreparedColumns, point: Point): Promise<Float64Array> {
    const partial = await this.#run('gradient', pointInput(columns, point));
    const d = point.v.length;
    const x = this.#x;
    const v = point.v.map(([hi]) => hi);
    const beta = point.beta[0];
    const exact = { v: point.v.map(exactly), beta: exactly(point.beta) };
    const r = this.#inFrame.residuals(exact).map(approximately);
    const off = x.map((row, i) => {
      const size = v.reduce(
        (sum, slope, j) => sum + Math.abs(slope * row[j]!),
        Math.abs(row[d]!) + Math.abs(beta),
      );
      const most = this.#epsilon * size;
      return this.#faults('residual', i, { x: this.#centred(row), r: r[i]!, most }) * most;
    });
    const along = (values: readonly number[]) => off.reduce((sum, f, i) => sum + f * values[i]!, 0);
    return shifted(partial, (k) => {
      const of = (norm: number) => this.#faults('gradient', k, none) * this.#epsilon * norm * length(r);
      if (k < d) return along(x.map((row) => row[k]!)) + of(this.#norm(k));
      if (k === d) return along(x.map(() => 1)) + of(Math.sqrt(x.length));
      return 2 * along(r) + along(off) + of(length(r));
    });
  }

  #centred(row: readonly number[]): number[] {
    return row.map((value, j) =>
      this.#intercept ? value - this.#x.reduce((sum, other) => sum + other[j]!, 0) / this.#x.length : value,
    );
  }
}
