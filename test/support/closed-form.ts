/**
 * The closed form of ridge and least squares, from a CSV read with nothing of the program's own: the normal equations
 * of standardized columns, solved by elimination.
 */
import { readFileSync } from 'node:fs';

export interface PlainTable {
  readonly names: readonly string[];
  readonly x: readonly (readonly number[])[];
  readonly y: readonly number[];
}

/** A CSV of plain numbers whose last column is the outcome. */
export function readPlain(path: string | URL): PlainTable {
  const [header = '', ...lines] = readFileSync(path, 'utf8').trim().split(/\r?\n/);
  const rows = lines.map((line) => line.split(',').map(Number));
  return {
    names: header.split(',').slice(0, -1),
    x: rows.map((row) => row.slice(0, -1)),
    y: rows.map((row) => row.at(-1) ?? Number.NaN),
  };
}

export const mean = (values: readonly number[]) =>
  values.reduce((sum, value) => sum + value, 0) / values.length;

const column = (x: readonly (readonly number[])[], j: number) => x.map((row) => row[j] ?? Number.NaN);

/** Solves A w = c by Gaussian elimination with row exchanges. */
export function solve(a: readonly (readonly number[])[], c: readonly number[]): number[] {
  const n = c.length;
  const rows = a.map((row, i) => [...row, c[i] ?? Number.NaN]);
  for (let k = 0; k < n; k++) {
    const rest = rows.slice(k).map((row) => Math.abs(row[k] ?? 0));
    const pivot = k + rest.indexOf(Math.max(...rest));
    const [upper, lower] = [rows[k] ?? [], rows[pivot] ?? []];
    rows[k] = lower;
    rows[pivot] = upper;
    for (let i = k + 1; i < n; i++) {
      const factor = (rows[i]?.[k] ?? 0) / (lower[k] ?? 0);
      rows[i] = (rows[i] ?? []).map((value, j) => value - factor * (lower[j] ?? 0));
    }
  }
  const w = new Array<number>(n).fill(0);
  for (let k = n - 1; k >= 0; k--) {
    const known = w.reduce((sum, value, j) => sum + (j > k ? value * (rows[k]?.[j] ?? 0) : 0), 0);
    w[k] = ((rows[k]?.[n] ?? 0) - known) / (rows[k]?.[k] ?? 0);
  }
  return w;
}

/** The optimum of (1/n) Σ(y − wᵀz − b)² + λwᵀw on standardized columns z, w given in the columns' own units too. */
export function closedForm({ x, y }: PlainTable, l2Reg: number) {
  const d = x[0]?.length ?? 0;
  const n = y.length;
  const means = Array.from({ length: d }, (_, j) => mean(column(x, j)));
  const scales = means.map((m, j) => Math.sqrt(mean(column(x, j).map((value) => (value - m) ** 2))));
  const z = x.map((row) => row.map((value, j) => (value - (means[j] ?? 0)) / (scales[j] ?? 1)));
  const b = mean(y);
  const product = (i: number, j: number) =>
    z.reduce((sum, row) => sum + (row[i] ?? 0) * (row[j] ?? 0), 0) / n;
  const each = [...Array(d).keys()];
  const w = solve(
    each.map((i) => each.map((j) => product(i, j) + (i === j ? l2Reg : 0))),
    each.map((j) => z.reduce((sum, row, i) => sum + (row[j] ?? 0) * ((y[i] ?? 0) - b), 0) / n),
  );
  const residuals = z.map(
    (row, i) => (y[i] ?? 0) - b - row.reduce((sum, value, j) => sum + value * (w[j] ?? 0), 0),
  );
  const loss = mean(residuals.map((r) => r * r));
  return {
    weights: w.map((value, j) => value / (scales[j] ?? 1)),
    intercept: w.reduce((rest, value, j) => rest - (value * (means[j] ?? 0)) / (scales[j] ?? 1), b),
    objective: loss + l2Reg * w.reduce((sum, value) => sum + value * value, 0),
    loss,
    scales,
  };
}
