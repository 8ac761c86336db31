/**
 * The factor that refinement, certificate and statistics share: an upper triangular S with SᵀAS ≈ I, where
 * A = Σ(x̃ − δ)(x̃ − δ)ᵀ + diag(nλⱼ) over the kept columns, so that A⁻¹ ≈ SSᵀ.
 *
 * By condition: from the Gram matrix in float64 where its rounding errors provably do not matter, in double-double
 * otherwise (and where that costs nothing). See docs/decisions/exact-solver.md.
 */
import { TrainingError } from '../../errors.js';
import { startYielding } from '../../event-loop.js';
import { shortened } from '../../text/visible.js';
import { add, at, type DoubleDouble, multiply, subtract } from '../arithmetic/double-double.js';
import { type Dependence, exactCholesky } from '../arithmetic/exact-cholesky.js';
import { exponentOf, powerOfTwo, scaleBy } from '../arithmetic/powers-of-two.js';
import { transposeTimes } from '../arithmetic/triangular.js';
import { inverseFactor } from '../matrices/inverse-factor.js';
import type { Matrices } from '../matrices/matrices.js';
import type { Runner } from '../passes/block-pass.js';
import { packedIndex } from '../passes/gram-pass.js';
import { frameInput } from './frame.js';
import type { PreparedColumns } from './prepared-columns.js';

export interface Factor {
  readonly kind: 'primal';
  /** The columns the factor spans, in order: neither constant nor dependent. */
  readonly kept: readonly number[];
  readonly dependent: readonly Dependence[];
  /** S, kept × kept, row-major. */
  readonly inverse: Float64Array;
  /** The same in double-double, where the Gram matrix was. */
  readonly exactInverse: readonly (readonly DoubleDouble[])[] | undefined;
  /** A over the kept columns, kept × kept, row-major; where it is known in double-double, with its low words behind. */
  readonly matrix: Float64Array;
  /** A(j, k) for j ≤ k, column numbers as in the frame, the outcome d. */
  readonly gram: (j: number, k: number) => DoubleDouble;
  /** |error of A(j, k)| ≤ entryError · normⱼ · normₖ. */
  readonly entryError: number;
  /** ‖q‖² with qⱼ = Σₖ |Sₖⱼ|·normₖ: entry errors times this bound the error of SᵀAS in the Frobenius norm. */
  readonly amplification: number;
}

export type FactorMethod = 'auto' | 'gram' | 'exactGram';

const mostNamed = 8;

/** n·d² up to which double-double costs less than anyone would notice. */
export const smallWork = 2 ** 22;
/** A change of a column by this much, relative to its size, is taken for rounding: 64 units in the last place. */
const rankTolerance = 2 ** -46;
/** With regularization nothing is dependent; this is where double-double itself gives up. */
export const resolution = 2 ** -48;
/** The most that errors of a float64 matrix may count, amplified, for its factor to be used. */
export const mostAmplified = 2 ** -8;

/** Whether the Gram matrix in float64 is tried first: then `prepareColumns` may as well bring it along. */
export function startsPlain(rows: number, features: number, method: FactorMethod = 'auto'): boolean {
  return method === 'gram' || (method === 'auto' && rows * features ** 2 > smallWork);
}

/** One Gram pass (none where the columns came with theirs), or two where the first was in float64 and did not do. */
export async function factorize(
  run: Runner,
  columns: PreparedColumns,
  method: FactorMethod = 'auto',
): Promise<Factor> {
  const { frame, features, rows } = columns;
  const candidates = Array.from({ length: features }, (_, j) => j).filter((j) => !frame.constant[j]);
  if (startsPlain(rows, features, method)) {
    const gram = columns.gram ?? (await run('gram', frameInput(frame)));
    const factor = await plainFactor(run.matrices, gram, columns, candidates);
    if (factor !== undefined) return factor;
  }
  return exactFactor(run.matrices, await run('exactGram', frameInput(frame)), columns, candidates);
}

async function plainFactor(
  matrices: Matrices,
  partial: Float64Array,
  columns: PreparedColumns,
  kept: readonly number[],
): Promise<Factor | undefined> {
  const k = kept.length;
  const matrix = await plainMatrix(matrices, partial, columns, kept);
  const scale = kept.map((j) => powerOfTwo(-exponentOf(columns.norm[j]!)));
  const scaled = matrices.allocate(k * k);
  for (let i = 0; i < k; i++)
    for (let j = i; j < k; j++) scaled[i * k + j] = matrix[i * k + j]! * scale[i]! * scale[j]!;
  const inverse = await inverseFactor(matrices, scaled, k, 2 ** -30);
  if (inverse === undefined) return undefined;
  for (let i = 0; i < k; i++) for (let j = i; j < k; j++) inverse[i * k + j]! *= scale[i]!;
  // Rounding of x̃, of products, of sums and of centring, the norm being that of the centred column.
  const entryError = (columns.chain + 12) * 2 ** -52 * offCentre(columns, kept);
  const amplification = amplify(inverse, normsOf(columns, kept));
  if (!((entryError + k * 2 ** -51) * amplification < mostAmplified)) return undefined;
  const gram = centredGram(columns, (index) => [partial[index]!, 0]);
  return {
    kind: 'primal',
    kept,
    dependent: [],
    inverse,
    exactInverse: undefined,
    matrix,
    gram,
    entryError,
    amplification,
  };
}

async function exactFactor(
  matrices: Matrices,
  partial: Float64Array,
  columns: PreparedColumns,
  candidates: readonly number[],
): Promise<Factor> {
  const gram = centredGram(columns, (index) => at(partial, index));
  const regularized = columns.objective.l2Reg > 0;
  const { kept, dependent, inverse } = await exactCholesky(
    candidates,
    gram,
    regularized ? columns.norm : rawNorms(columns),
    regularized ? resolution : rankTolerance,
  );
  const k = kept.length;
  const plain = matrices.allocate(k * k);
  for (let i = 0; i < k; i++) for (let j = i; j < k; j++) plain[i * k + j] = inverse[i]![j]![0];
  return {
    kind: 'primal',
    kept,
    dependent,
    inverse: plain,
    exactInverse: inverse,
    matrix: await exactMatrix(matrices, kept, gram),
    gram,
    entryError: 4 * columns.epsilon * offCentre(columns, kept),
    amplification: amplify(plain, normsOf(columns, kept)),
  };
}

function normsOf({ norm }: PreparedColumns, kept: readonly number[]): Float64Array {
  return Float64Array.from(kept, (j) => norm[j]!);
}

/** How much larger Σx̃² is than Σ(x̃ − δ)², at most, and twice that. */
function offCentre({ squaresError, epsilon }: PreparedColumns, kept: readonly number[]): number {
  return Math.max(1, ...kept.map((j) => (2 * squaresError[j]!) / (4 * epsilon)));
}

/** A in float64, centred there. */
async function plainMatrix(
  matrices: Matrices,
  partial: Float64Array,
  { features, rows, offset, penalty }: PreparedColumns,
  kept: readonly number[],
): Promise<Float64Array> {
  const k = kept.length;
  const yieldToEventLoop = startYielding();
  const matrix = matrices.allocate(k * k);
  const mean = Float64Array.from(kept, (j) => offset[j]![0]);
  for (let i = 0; i < k; i++) {
    await yieldToEventLoop();
    const ofRow = rows * mean[i]!;
    const start = packedIndex(features + 1, kept[i]!, kept[i]!) - kept[i]!;
    for (let j = i; j < k; j++) {
      const value = partial[start + kept[j]!]! - ofRow * mean[j]! + (i === j ? penalty[kept[i]!]![0] : 0);
      matrix[i * k + j] = value;
      matrix[j * k + i] = value;
    }
  }
  return matrix;
}

/** A in double-double. */
async function exactMatrix(
  matrices: Matrices,
  kept: readonly number[],
  gram: Factor['gram'],
): Promise<Float64Array> {
  const k = kept.length;
  const yieldToEventLoop = startYielding();
  const matrix = matrices.allocate(2 * k * k);
  for (let i = 0; i < k; i++) {
    await yieldToEventLoop();
    for (let j = i; j < k; j++) {
      const [hi, lo] = gram(kept[i]!, kept[j]!);
      for (const index of [i * k + j, j * k + i]) {
        matrix[index] = hi;
        matrix[index + k * k] = lo;
      }
    }
  }
  return matrix;
}

/** A(j, k) from the products in the frame: minus nδⱼδₖ, plus the penalty on the diagonal. */
function centredGram(columns: PreparedColumns, product: (index: number) => DoubleDouble): Factor['gram'] {
  const n: DoubleDouble = [columns.rows, 0];
  const width = columns.features + 1;
  return (j, k) => {
    const off = multiply(n, multiply(columns.offset[j]!, columns.offset[k]!));
    const centred = subtract(product(packedIndex(width, j, k)), off);
    return j === k && j < columns.features ? add(centred, columns.penalty[j]!) : centred;
  };
}

/** ‖q‖² of S, with qⱼ = Σᵢ |Sᵢⱼ|·normᵢ. */
export function amplify(inverse: Float64Array, norm: ArrayLike<number>): number {
  const k = norm.length;
  const q = new Float64Array(k);
  for (let i = 0; i < k; i++) for (let j = i; j < k; j++) q[j]! += Math.abs(inverse[i * k + j]!) * norm[i]!;
  return q.reduce((sum, value) => sum + value * value, 0);
}

/** ‖x·2^−e‖ of every column, not centred: what rounding of the given numbers is relative to. */
function rawNorms({ frame, rows, squares, offset }: PreparedColumns): Float64Array {
  return Float64Array.from(squares, (square, j) => {
    const mean = frame.centre[j]! + offset[j]![0];
    return Math.sqrt(square[0] + rows * mean * mean);
  });
}

/** As many as people read. */
function some(list: readonly string[], separator: string): string {
  const more = list.length - mostNamed;
  const shown = list.slice(0, mostNamed).join(separator);
  return more > 0 ? `${shown}${separator}and ${more} more` : shown;
}

/** The refusal to solve for dependent columns, naming them. */
export function rankDeficient(
  dependent: readonly Dependence[],
  names: readonly string[],
  l2Reg: number,
): TrainingError {
  const name = (column: number) => `'${shortened(names[column] ?? `column ${column + 1}`)}'`;
  const list = dependent.map(({ column, of }) => `${name(column)} depends on ${some(of.map(name), ', ')}`);
  const what = some(list, '; ');
  if (l2Reg > 0) {
    return new TrainingError(
      'EXACT_ILL_CONDITIONED',
      `l2Reg ${l2Reg} is too small to tell dependent columns apart in double-double: ${what}. Raise l2Reg, exclude these columns, or set onRankDeficient: drop (weight 0).`,
    );
  }
  return new TrainingError(
    'EXACT_RANK_DEFICIENT',
    `the columns are linearly dependent, so that the weights are not determined: ${what}. ` +
      'Exclude these columns, set onRankDeficient: drop (weight 0), or use model: ridge.',
  );
}

/** A number, and how far it is off at most, about. */
export interface Estimate {
  readonly value: number;
  readonly error: number;
}

/**
 * J*, about: what is left of the outcome's squares after the factor's own solution, in float64. It is no bound; it tells
 * cheaply whether a point can be near the optimum.
 */
export function leastObjective(columns: PreparedColumns, factor: Factor): Estimate {
  const { features, rows, frame } = columns;
  const { kept, inverse, gram, entryError, amplification } = factor;
  const products = Float64Array.from(kept, (j) => gram(j, features)[0]);
  const explained = transposeTimes(inverse, kept.length, products).reduce((sum, c) => sum + c * c, 0);
  const total = gram(features, features)[0];
  const up = 2 * frame.exponent[features]!;
  const relative = 4 * (entryError + (kept.length + 2) * 2 ** -52) * (1 + amplification);
  return {
    value: scaleBy(Math.max(0, total - explained) / rows, up),
    error: scaleBy((Math.min(1, relative) * total) / rows, up),
  };
}
