/** The Jacobian matrix of one node by another at an example, with the names of their elements. */
import { jacobian } from '../graph/jacobian.js';
import { alignColumns } from '../text/align.js';
import { formatNumber } from '../text/numbers.js';
import { visible } from '../text/visible.js';
import { numberCopies } from './copies.js';
import { type Example, leavesOf, run } from './example.js';
import { writeRules } from './rules.js';

export interface NamedJacobian {
  readonly of: string;
  readonly by: string;
  /** E.g. `h = tanh(z)`, or the symbol of a leaf. */
  readonly formula: string;
  /** Names of the elements of `of` and of `by`. */
  readonly rows: readonly string[];
  readonly columns: readonly string[];
  /** ∂ofᵢ/∂byⱼ, a list for each row. */
  readonly values: readonly (readonly number[])[];
}

/** Throws a `GraphError` for a node that is not there, or is a constant. */
export function namedJacobian(example: Example, of: string, by: string): NamedJacobian {
  const { program, elements } = run(example);
  const {
    shape: [m, n],
    values,
  } = jacobian(example.model.graph, leavesOf(example), { of, by });
  const names = (node: string, count: number) =>
    Array.from({ length: count }, (_, i) => elements.name(program.position(node), i));
  const rules = writeRules(program, numberCopies(program));
  const position = program.position(of);
  const value = rules.value(position);
  return {
    of,
    by,
    formula: rules.symbol(position) + (value === '' ? '' : ` = ${value}`),
    rows: names(of, m),
    columns: names(by, n),
    values: Array.from({ length: m }, (_, i) => [...values.subarray(i * n, (i + 1) * n)]),
  };
}

export interface JacobianTextOptions {
  /** The most rows and columns that are shown. */
  readonly most: { readonly rows: number; readonly columns: number };
  /** Columns of the terminal, beyond which tables are folded; not folded unless given. */
  readonly terminal?: number | undefined;
}

/** A line for each element of `of`, a column for each of `by`; where `of` has one element only, a line for each of `by`. */
export function jacobianText(
  { of, by, formula, rows, columns, values }: NamedJacobian,
  { most, terminal }: JacobianTextOptions,
): string {
  const isGradient = rows.length === 1;
  const [down, across] = isGradient ? [columns, rows] : [rows, columns];
  const at = (i: number, j: number) => (isGradient ? values[j]?.[i] : values[i]?.[j]);
  const shown = across.slice(0, most.columns);
  const lines = down
    .slice(0, most.rows)
    .map((name, i) => [visible(name), ...shown.map((_, j) => formatNumber(at(i, j) ?? Number.NaN))]);
  const right = new Set(shown.map((_, j) => j + 1));
  const table = alignColumns([['', ...shown.map((name) => (isGradient ? '' : visible(name)))], ...lines], {
    right,
    terminal,
  });
  const more = [
    ...(down.length > most.rows ? [`${down.length - most.rows} more rows`] : []),
    ...(across.length > most.columns ? [`${across.length - most.columns} more columns`] : []),
  ];
  return [
    `∂${visible(of)}/∂${visible(by)}, ${rows.length} × ${columns.length}, of ${visible(formula)}`,
    '',
    ...(isGradient ? table.slice(1) : table),
    ...(more.length > 0 ? [`… ${more.join(' and ')}: --all prints them, --json too`] : []),
    '',
  ].join('\n');
}
