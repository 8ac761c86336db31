/**
 * The factor for fewer rows than columns, of an n × n matrix in place of a d × d one. With p = μq the penalties, u = 1/√q and
 * Z = (X̃ − δ)·diag(u),
 *
 *     A = diag(p) + (X̃ − δ)ᵀ(X̃ − δ)     A⁻¹ = diag(p)⁻¹ − diag(p)⁻¹(X̃ − δ)ᵀ G⁻¹ (X̃ − δ) diag(q)⁻¹     G = ZZᵀ + μI
 *
 * (Woodbury). q is Σ(x̃ − δ)² of standardized columns and their powers of two of others, so that λ may be anything: no
 * number here grows with 1/λ. With an intercept Z has columns of mean 0, so that G has the eigenvector 1; τ11ᵀ, which no other
 * eigenvector feels, keeps its eigenvalue μ from being far below the others.
 */
import { TrainingError } from '../../errors.js';
import { startYielding } from '../../event-loop.js';
import { tileRows } from '../../kernels/tile-kernels.js';
import {
  add,
  addInto,
  at,
  type DoubleDouble,
  divide,
  squareRoot,
  zero,
} from '../arithmetic/double-double.js';
import { exactCholesky } from '../arithmetic/exact-cholesky.js';
import { exponentOf, powerOfTwo } from '../arithmetic/powers-of-two.js';
import { inverseFactor } from '../matrices/inverse-factor.js';
import type { Matrices } from '../matrices/matrices.js';
import { MergeTree, type Runner } from '../passes/block-pass.js';
import { addPlain, packedIndex } from '../passes/gram-pass.js';
import { amplify, mostAmplified, resolution, smallWork } from './factor.js';
import { frameInput } from './frame.js';
import { type PreparedColumns, summationError } from './prepared-columns.js';

export interface DualFactor {
  readonly kind: 'dual';
  /** The columns that are not constant. */
  readonly kept: readonly number[];
  /** n. */
  readonly rows: number;
  /** S, n × n, row-major, with Sᵀ(cG)S ≈ I. */
  readonly inverse: Float64Array;
  /** cG, n × n, row-major; where it is known in double-double, with its low words behind. */
  readonly matrix: Float64Array;
  /** |error of cG(i, k)| ≤ entryError · normᵢ · normₖ, with norms that `amplification` is of. */
  readonly entryError: number;
  /** ‖s‖² with sₖ = Σᵢ |Sᵢₖ|·normᵢ. */
  readonly amplification: number;
  /** c, a power of two that brings cG near 1. */
  readonly scale: number;
  /** cμ. */
  readonly ridge: DoubleDouble;
  /** u [d]; 0 of constant columns. */
  readonly factors: readonly DoubleDouble[];
}

/** Passes over ranges of features; throws a TrainingError where l2Reg is too small to tell rows apart. */
export async function factorizeDual(
  run: Runner,
  columns: PreparedColumns,
  exactly = columns.rows ** 2 * columns.features <= smallWork,
): Promise<DualFactor> {
  const factor = exactly ? undefined : await dualFactor(run, columns, false);
  const found = factor ?? (await dualFactor(run, columns, true));
  if (found !== undefined) return found;
  const { l2Reg } = columns.objective;
  throw new TrainingError(
    'EXACT_ILL_CONDITIONED',
    `l2Reg ${l2Reg} is too small to tell rows with the same features apart in double-double. Raise l2Reg, or remove rows that repeat others.`,
  );
}

async function dualFactor(
  run: Runner,
  columns: PreparedColumns,
  exact: boolean,
): Promise<DualFactor | undefined> {
  const { rows: n, features, frame, objective } = columns;
  const factors = factorsOf(columns);
  const products = await rowProducts(run, columns, factors, exact);
  const product = (i: number, k: number): DoubleDouble => {
    const index = packedIndex(n, Math.min(i, k), Math.max(i, k));
    return exact ? at(products, index) : [products[index]!, 0];
  };
  let trace = 0;
  for (let i = 0; i < n; i++) trace += product(i, i)[0];
  const mu = ridgeOf(columns);
  const average = trace / n;
  const scale = powerOfTwo(-exponentOf(Math.max(average, mu[0])));
  const ridge: DoubleDouble = [mu[0] * scale, mu[1] * scale];
  const level = objective.intercept ? (average * scale) / n : 0;
  const entry = (i: number, k: number): DoubleDouble => {
    const [hi, lo] = product(i, k);
    const raised = add([hi * scale, lo * scale], [level, 0]);
    return i === k ? add(raised, ridge) : raised;
  };
  // Errors of δ are those of all rows alike, so that no norm counts as less than their average.
  const norm = Float64Array.from({ length: n }, (_, i) => Math.sqrt(entry(i, i)[0] + average * scale));
  const matrix = await matrixOf(run.matrices, n, entry, exact);
  const inverse = exact
    ? await exactInverse(run.matrices, n, entry, norm)
    : await plainInverse(run.matrices, n, matrix, norm);
  if (inverse === undefined) return undefined;
  const longest = tileRows + Math.ceil(features / tileRows) + 64;
  const offCentre = columns.squaresError
    .subarray(0, features)
    .reduce((most, error) => Math.max(most, error / (2 * columns.epsilon)), 1);
  const each = exact ? 8 * (summationError(longest, 8) + columns.epsilon) : (longest + 20) * 2 ** -52;
  const entryError = each * offCentre;
  const amplification = amplify(inverse, norm);
  if (!exact && !((entryError + n * 2 ** -51) * amplification < mostAmplified)) return undefined;
  const kept = frame.constant.flatMap((constant, j) => (constant || j === features ? [] : [j]));
  const proof = { inverse, matrix, entryError, amplification };
  return { kind: 'dual', kept, rows: n, ...proof, scale, ridge, factors };
}

/** u: 1/√Σ(x̃ − δ)² of standardized columns; of others 2^(e − E), E being the largest exponent. */
function factorsOf({ objective, frame, features, squares }: PreparedColumns): DoubleDouble[] {
  const largest = largestExponent(frame.exponent, frame.constant, features);
  return Array.from({ length: features }, (_, j) => {
    if (frame.constant[j]) return zero;
    if (objective.standardize) return divide([1, 0], squareRoot(squares[j]!));
    const e = frame.exponent[j]! - largest;
    return e < -1022 ? zero : [powerOfTwo(e), 0];
  });
}

/** μ: λ of standardized columns; of others nλ·2^−2E. */
function ridgeOf({ objective, frame, features, penalty }: PreparedColumns): DoubleDouble {
  if (objective.standardize) return [objective.l2Reg, 0];
  const largest = largestExponent(frame.exponent, frame.constant, features);
  const j = frame.exponent.findIndex((e, column) => e === largest && !frame.constant[column]);
  return penalty[j] ?? [objective.l2Reg, 0];
}

function largestExponent(exponent: Int32Array, constant: readonly boolean[], features: number): number {
  let largest = Number.NEGATIVE_INFINITY;
  for (let j = 0; j < features; j++) if (!constant[j]) largest = Math.max(largest, exponent[j]!);
  return largest;
}

/** Σ over the features of products of rows, packed, in requests of some features each. */
async function rowProducts(
  run: Runner,
  columns: PreparedColumns,
  factors: readonly DoubleDouble[],
  exact: boolean,
): Promise<Float64Array> {
  const { rows, features } = columns;
  const ranges = featureRanges(rows, features, exact ? 16 : 1);
  const tree = new MergeTree(ranges.length, exact ? addInto : (left, right) => addPlain(left, right, 0));
  await Promise.all(
    ranges.map(async (range, index) => {
      const input = rowTilesInput(columns, factors, range);
      tree.add(index, await run(exact ? 'exactRowGram' : 'rowGram', input));
    }),
  );
  if (tree.whole === undefined) throw new Error('there is no feature');
  return tree.whole;
}

/** The input of the passes over `row-tiles.ts`. */
export function rowTilesInput(
  { frame, features, offset }: PreparedColumns,
  factors: readonly DoubleDouble[],
  { from, to }: FeatureRange,
  rest: ArrayLike<number> = [],
): Float64Array {
  const words = new Float64Array(4 * features + 2 + rest.length);
  for (let j = 0; j < features; j++) {
    words[j] = offset[j]![0];
    words[features + j] = offset[j]![1];
    words[2 * features + j] = factors[j]![0];
    words[3 * features + j] = factors[j]![1];
  }
  words.set([from, to], 4 * features);
  words.set(rest, 4 * features + 2);
  return frameInput(frame, words);
}

export interface FeatureRange {
  readonly from: number;
  readonly to: number;
}

/**
 * Features of one request each, so that it takes some milliseconds: a power of two of tiles, in at most 64 requests. Sums are
 * cut there, and so it depends on the numbers of rows and features alone.
 */
export function featureRanges(rows: number, features: number, cost: number): FeatureRange[] {
  const tiles = Math.ceil(features / tileRows);
  const wanted = Math.max(2 ** 26 / ((rows + 64) ** 2 * tileRows * cost), tiles / 64);
  const together = tileRows * 2 ** Math.max(0, Math.ceil(Math.log2(wanted)));
  return Array.from({ length: Math.ceil(features / together) }, (_, index) => ({
    from: index * together,
    to: Math.min((index + 1) * together, features),
  }));
}

type Entry = (i: number, k: number) => DoubleDouble;

async function matrixOf(matrices: Matrices, n: number, entry: Entry, exact: boolean): Promise<Float64Array> {
  const yieldToEventLoop = startYielding();
  const matrix = matrices.allocate(exact ? 2 * n * n : n * n);
  for (let i = 0; i < n; i++) {
    await yieldToEventLoop();
    for (let k = i; k < n; k++) {
      const [hi, lo] = entry(i, k);
      for (const index of [i * n + k, k * n + i]) {
        matrix[index] = hi;
        if (exact) matrix[index + n * n] = lo;
      }
    }
  }
  return matrix;
}

async function plainInverse(
  matrices: Matrices,
  n: number,
  matrix: Float64Array,
  norm: Float64Array,
): Promise<Float64Array | undefined> {
  const units = norm.map((value) => powerOfTwo(-exponentOf(value)));
  const scaled = matrices.allocate(n * n);
  for (let i = 0; i < n; i++)
    for (let k = i; k < n; k++) scaled[i * n + k] = matrix[i * n + k]! * units[i]! * units[k]!;
  const inverse = await inverseFactor(matrices, scaled, n, 2 ** -30);
  if (inverse === undefined) return undefined;
  for (let i = 0; i < n; i++) for (let k = i; k < n; k++) inverse[i * n + k]! *= units[i]!;
  return inverse;
}

async function exactInverse(
  matrices: Matrices,
  n: number,
  entry: Entry,
  norm: Float64Array,
): Promise<Float64Array | undefined> {
  const indices = Array.from(norm.keys());
  const { inverse, dependent } = await exactCholesky(indices, entry, norm, resolution);
  if (dependent.length > 0) return undefined;
  const plain = matrices.allocate(n * n);
  for (let i = 0; i < n; i++) for (let k = i; k < n; k++) plain[i * n + k] = inverse[i]![k]![0];
  return plain;
}
