/** Hostile problems by number: the same number is the same problem for ever. */
import { type Random, random } from '#chainrule/random.js';
import type { Problem } from './oracle.js';

const power = (k: number) => Number(`1e${k}`);

function pick<T>(source: Random, values: readonly T[]): T {
  return values[source.below(values.length)]!;
}

/** Near standard normal is enough: the sum of three uniforms. */
function noise(source: Random): number {
  return source.uniform() + source.uniform() + source.uniform() - 1.5;
}

const columnKinds = [
  'plain',
  'plain',
  'plain',
  'plain',
  'integer',
  'constant',
  'copy',
  'multiple',
  'sum',
  'near',
  'outlier',
  'offset',
  'binary',
  'zero',
] as const;
const outcomeKinds = [
  'plain',
  'plain',
  'linear',
  'noisy',
  'noisy',
  'constant',
  'outlier',
  'offset',
  'zero',
] as const;

function column(source: Random, n: number, before: readonly (readonly number[])[]): number[] {
  const kind = pick(source, columnKinds);
  const values = Array.from({ length: n }, () => noise(source));
  const other = before.length > 0 ? pick(source, before) : values;
  const third = before.length > 0 ? pick(source, before) : values;
  if (kind === 'integer') return values.map((value) => Math.round(10 * value));
  if (kind === 'constant') return values.map(() => values[0]!);
  if (kind === 'zero') return values.map(() => 0);
  if (kind === 'binary') return values.map((value) => (value > 0 ? 1 : 0));
  if (kind === 'copy') return [...other];
  if (kind === 'multiple') return other.map((value) => value * 3.3);
  if (kind === 'sum') return other.map((value, i) => value + third[i]!);
  if (kind === 'near') {
    const apart = power(-source.below(17));
    return other.map((value, i) => value + apart * values[i]! * Math.abs(value));
  }
  if (kind === 'outlier') values[source.below(n)]! *= 1e12;
  if (kind === 'offset') {
    const offset = power(source.below(17));
    return values.map((value) => value + offset);
  }
  return values;
}

function outcome(source: Random, n: number, columns: readonly (readonly number[])[]): number[] {
  const kind = pick(source, outcomeKinds);
  const values = Array.from({ length: n }, () => noise(source));
  if (kind === 'constant') return values.map(() => values[0]!);
  if (kind === 'zero') return values.map(() => 0);
  if (kind === 'outlier') values[source.below(n)]! *= 1e12;
  if (kind === 'offset') return values.map((value) => value + 1e9);
  if (kind !== 'linear' && kind !== 'noisy') return values;
  const weights = columns.map(() => noise(source));
  const strength = kind === 'linear' ? 0 : power(-source.below(10));
  return values.map((value, i) => columns.reduce((y, c, j) => y + weights[j]! * c[i]!, strength * value));
}

export function hostileProblem(seed: number): Problem {
  const source = random(seed, 'hostile');
  const d = 1 + source.below(5);
  const n = pick(source, [1, 2, 3, d, d + 1, d + 2, 8, 12, 20]);
  return problemOf(source, d, n, [0, 0, 0, 1e-30, 1e-12, 1e-3, 1, 1e6]);
}

/** Fewer rows than columns, and a penalty. */
export function hostileWideProblem(seed: number): Problem {
  const source = random(seed, 'wide');
  const n = 1 + source.below(6);
  const problem = problemOf(source, n + 1 + source.below(6), n, [1e-300, 1e-30, 1e-12, 1e-3, 1, 1e6, 1e300]);
  if (source.below(4) > 0) return problem;
  // A row that repeats another, with its outcome or without.
  const x = [...problem.x, pick(source, problem.x)];
  const y = [...problem.y, pick(source, problem.y)];
  return { ...problem, x, y };
}

function problemOf(source: Random, d: number, n: number, penalties: readonly number[]): Problem {
  const columns: number[][] = [];
  for (let j = 0; j < d; j++) columns.push(column(source, n, columns));
  let y = outcome(source, n, columns);
  const wild = pick(source, [0, 3, 12, 150]);
  const scale = () => power(source.below(2 * wild + 1) - wild);
  const scaled = columns.map((values) => {
    const by = scale();
    return values.map((value) => value * by);
  });
  const by = scale();
  y = y.map((value) => value * by);
  return {
    x: y.map((_, i) => scaled.map((values) => values[i]!)),
    y,
    intercept: source.below(4) > 0,
    standardize: source.below(4) > 0,
    l2Reg: pick(source, penalties),
  };
}
