/** Least squares and ridge problems for tests, standardized, with their exact answers and gaps. */
import { readFileSync } from 'node:fs';
import { ridgeKind } from '#chainrule/models/linear.js';
import { random } from '#chainrule/random.js';
import type { Job } from '#chainrule/train/job.js';

export interface Problem {
  readonly name: string;
  readonly rows: number;
  readonly features: number;
  /** Row-major, standardized. */
  readonly xs: Float64Array;
  readonly ys: Float64Array;
  readonly l2Reg: number;
}

/** Columns are standardized here; a constant one becomes 0. */
export function problemOf(
  name: string,
  columns: readonly number[][],
  ys: readonly number[],
  l2Reg = 0,
): Problem {
  const rows = ys.length;
  const xs = new Float64Array(rows * columns.length);
  for (const [j, column] of columns.entries()) {
    const mean = column.reduce((sum, x) => sum + x / rows, 0);
    const sd = Math.sqrt(column.reduce((sum, x) => sum + (x - mean) ** 2 / rows, 0));
    for (const [i, x] of column.entries()) xs[i * columns.length + j] = sd > 0 ? (x - mean) / sd : 0;
  }
  return { name, rows, features: columns.length, xs, ys: Float64Array.from(ys), l2Reg };
}

/** The numeric columns of a CSV file without quoted commas. */
export function problemOfFile(path: string, target: string, l2Reg = 0): Problem {
  const text = readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8');
  const [head = [], ...lines] = text
    .trim()
    .split('\n')
    .map((line) => line.split(',').map((cell) => cell.replaceAll('"', '')));
  const columnOf = (j: number) => lines.map((line) => Number(line[j]));
  const features = head.flatMap((column, j) =>
    column !== target && columnOf(j).every(Number.isFinite) ? [columnOf(j)] : [],
  );
  return problemOf(path, features, columnOf(head.indexOf(target)), l2Reg);
}

/** Correlated columns in scales from 1e-3 to 1e3, off centre, with noise in y. */
export function generated(rows: number, features: number, seed: number): Problem {
  const source = random(seed, 'test problem');
  const normal = () => Array.from({ length: 12 }, () => source.uniform()).reduce((sum, u) => sum + u, -6);
  const columns = Array.from({ length: features }, () => new Array<number>(rows).fill(0));
  const ys = new Array<number>(rows).fill(0);
  for (let i = 0; i < rows; i++) {
    const shared = normal();
    let y = 5 + normal();
    for (let j = 0; j < features; j++) {
      const scale = 10 ** (-3 + (6 * j) / (features - 1));
      const z = normal() + shared;
      columns[j]![i] = scale * (z + 7);
      y += z * (j - 4);
    }
    ys[i] = y;
  }
  return problemOf(`generated ${rows} × ${features}`, columns, ys);
}

/** θ*, from the normal equations of the standardized columns. */
function optimum(problem: Problem): Float64Array {
  const { rows, features, ys } = problem;
  const width = features + 1;
  const A = hessian(problem).map((row, a) => {
    let right = 0;
    for (let i = 0; i < rows; i++) right += (2 * at(problem, i, a) * ys[i]!) / rows;
    return [...row, right];
  });
  for (let k = 0; k < width; k++) {
    const pivot = A.slice(k).reduce((best, row) => (Math.abs(row[k]!) > Math.abs(best[k]!) ? row : best));
    A.splice(A.indexOf(pivot, k), 1);
    A.splice(k, 0, pivot);
    for (const row of A) {
      if (row === pivot) continue;
      const factor = row[k]! / pivot[k]!;
      for (let c = k; c <= width; c++) row[c]! -= factor * pivot[c]!;
    }
  }
  return Float64Array.from(A, (row, k) => row[width]! / row[k]!);
}

/** H of J: 2 mean uuᵀ + 2λ, u = (z, 1). */
export function hessian(problem: Problem): number[][] {
  const { rows, features, l2Reg } = problem;
  const width = features + 1;
  const H = Array.from({ length: width }, () => new Array<number>(width).fill(0));
  for (let a = 0; a < width; a++) {
    for (let b = 0; b < width; b++) {
      for (let i = 0; i < rows; i++) H[a]![b]! += (2 * at(problem, i, a) * at(problem, i, b)) / rows;
    }
    if (a < features) H[a]![a]! += 2 * l2Reg;
  }
  return H;
}

function objective(problem: Problem, theta: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < problem.rows; i++) {
    let residual = problem.ys[i]!;
    for (let j = 0; j <= problem.features; j++) residual -= at(problem, i, j) * theta[j]!;
    sum += residual * residual;
  }
  const w = theta.subarray(0, problem.features);
  return sum / problem.rows + problem.l2Reg * w.reduce((total, each) => total + each * each, 0);
}

/** The relative gap (J − J*)/J* at any θ, from the distance to θ*: good to many digits however small. */
export function gapOf(problem: Problem): (theta: Float64Array) => number {
  const best = optimum(problem);
  const H = hessian(problem);
  const least = objective(problem, best);
  return (theta) => {
    const delta = theta.map((value, k) => value - best[k]!);
    const form = H.reduce(
      (sum, row, a) => sum + delta[a]! * row.reduce((s, h, b) => s + h * delta[b]!, 0),
      0,
    );
    return form / 2 / least;
  };
}

function at({ xs, features }: Problem, row: number, j: number): number {
  return j < features ? xs[row * features + j]! : 1;
}

/** A job on a problem with the defaults of a config. */
export function jobOf(problem: Problem, options: Partial<Job> = {}): Job {
  const { rows, features, l2Reg } = problem;
  return {
    model: ridgeKind.build({ features, intercept: true, l2Reg }),
    rows,
    validationRows: 0,
    blockRows: 8192,
    shardRows: 1024,
    batchSize: 32,
    order: 'rows',
    seed: 1,
    solver: 'sgd',
    momentum: 0,
    averaging: options.solver !== 'svrg',
    evenSteps: true,
    ...options,
  };
}
