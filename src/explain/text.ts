/** An explanation, and the paths of one partial, as text for a terminal. */
import { defined } from '../errors.js';
import { leafOps } from '../graph/check-graph.js';
import { alignColumns } from '../text/align.js';
import { formatNumber } from '../text/numbers.js';
import { quoted, visible } from '../text/visible.js';
import type { ExplainedCopy, ExplainedNode, Explanation } from './explain.js';
import { largest } from './largest.js';
import type { Path, Paths } from './paths.js';
import type { Check } from './verifier.js';

export interface TextOptions {
  /** The most elements of a vector that are shown, those with the largest partials; 5 unless given, Infinity for all. */
  readonly most?: number;
  /** Columns of the terminal, beyond which tables are folded; not folded unless given. */
  readonly terminal?: number | undefined;
}

/** A line a node in forward order, a line an element of a vector, then the step. */
export function explanationText(explanation: Explanation, { most = 5, terminal }: TextOptions = {}): string {
  const { model, objective, roles, features, outcome, nodes, steps, stepSize } = explanation;
  const verified = nodes.some(({ checks }) => checks !== undefined);
  const digits = String(nodes.length).length;
  const first = `${'→'.padStart(digits)} ${'←'.padStart(digits)}  node`;
  const head = [first, 'formula', 'value', '∂J/∂value', ...(verified ? ['difference', ''] : []), 'rule'];
  const table = alignColumns([head, ...nodes.flatMap((node) => nodeLines(node, most, verified, digits))], {
    right: new Set(verified ? [2, 3, 4] : [2, 3]),
    terminal,
  });

  const input = defined(
    nodes.find(({ name }) => name === roles.input),
    `node ${quoted(roles.input)}`,
  );
  const inputs = largest(input.partials, most);
  const example = [
    ['feature', 'raw', 'in the graph'],
    ...inputs.shown.map((i) => {
      const { name, raw, standardized } = features[i]!;
      return [visible(name), formatNumber(raw), formatNumber(standardized)];
    }),
    ...rest(inputs.rest),
    [`${visible(outcome.name)} (outcome)`, formatNumber(outcome.value)],
  ];

  // Of a vector only the sum has one partial by each value.
  const sum = nodes.some(({ name, shape }) => name === objective && shape.length > 0) ? 'Σ ' : '';

  const moved = largest(
    steps.map(({ partial }) => partial),
    Math.max(most, 1),
  );
  const step = [
    ['parameter', 'now', '∂J/∂parameter', 'after the step'],
    ...moved.shown.map((i) => {
      const { element, value, partial, next } = steps[i]!;
      return [visible(element), formatNumber(value), formatNumber(partial), formatNumber(next)];
    }),
    ...rest(moved.rest),
  ];
  return [
    `The training example of the model ${quoted(model)}`,
    '',
    ...alignColumns(example, { right: new Set([1, 2]), terminal }),
    '',
    `Values forward in the order →, partials of J = ${sum}${objective} backward in the order ←`,
    '',
    ...table,
    ...(steps.length === 0
      ? []
      : [
          '',
          `One SGD step on this example: parameter − η ∂J/∂parameter, η = ${stepSize}`,
          '',
          ...alignColumns(step, { right: new Set([1, 2, 3]), terminal }),
        ]),
    ...(verified ? ['', verdict(nodes)] : []),
    '',
  ].join('\n');
}

/** `digits` is the width of the two numbers before the names of nodes; elements stand below the names. */
function nodeLines(node: ExplainedNode, most: number, verified: boolean, digits: number): string[][] {
  const { name, symbol, op, formula, constants, shape, copies } = node;
  const [forward, backward] = [node.forward, node.backward].map((at) => String(at).padStart(digits));
  const first = `${forward} ${backward}  ${visible(name)}`;
  const margin = ' '.repeat(2 * digits + 3);
  const given = Object.entries(constants).map(
    ([constant, value]) => `, ${greek[constant] ?? constant} = ${value}`,
  );
  const leaf = leafOps.includes(op) ? `${symbol}, ${node.frozen ? 'frozen ' : ''}${op}` : undefined;
  const written = leaf ?? formula + given.join('');
  const rule = op === 'constant' ? '' : `${node.of} = ${node.rule}`;
  if (shape.length === 0) {
    return [
      [first, written, ...figures(node, node, 0, verified), rule],
      ...copies.map((copy) => copyLine(node, copy, 0, verified, margin)),
    ];
  }
  const { shown, rest: left } = largest(op === 'constant' ? node.values : node.partials, most);
  const blank = verified ? ['', '', '', ''] : ['', ''];
  return [
    [first, written, ...blank, rule],
    ...shown.flatMap((i) => [
      [margin + visible(node.elements[i]!), '', ...figures(node, node, i, verified)],
      ...copies.map((copy) => copyLine(node, copy, i, verified, margin)),
    ]),
    ...rest(left, margin),
  ];
}

const greek: Readonly<Record<string, string>> = { lambda: 'λ', delta: 'δ' };

function copyLine(
  node: ExplainedNode,
  copy: ExplainedCopy,
  i: number,
  verified: boolean,
  margin: string,
): string[] {
  const mark = copy.label.slice(node.symbol.length);
  const cells = figures(node, copy, i, verified).with(0, '');
  return [
    `${margin}  ${visible(node.elements[i]!)}${mark} into ${copy.intoSymbol}`,
    '',
    ...cells,
    `${copy.of} = ${copy.rule}`,
  ];
}

function figures(
  { values }: ExplainedNode,
  { partials, checks }: Pick<ExplainedCopy, 'partials' | 'checks'>,
  i: number,
  verified: boolean,
): string[] {
  const partial = partials[i];
  const cells = [formatNumber(values[i]!), partial === undefined ? '' : formatNumber(partial)];
  if (!verified) return cells;
  const check = checks?.[i];
  const sign = { agrees: '✓', differs: '✗', kink: 'kink' };
  return check === undefined
    ? [...cells, '', '']
    : [...cells, formatNumber(check.difference), sign[check.verdict]];
}

function rest(count: number, margin = '  '): string[][] {
  return count === 0 ? [] : [[`${margin}… ${count} more`]];
}

function verdict(nodes: readonly ExplainedNode[]): string {
  const checks = nodes.flatMap((node) => [node, ...node.copies]).flatMap(({ checks: list = [] }) => list);
  const count = (kind: string) => checks.filter((check) => check.verdict === kind).length;
  const differs = count('differs');
  const kinks = count('kink');
  const says = kinks === 0 ? '' : `; ${kinks} at a kink, where finite differences are not meaningful`;
  return differs === 0
    ? `All ${checks.length - kinks} partials agree with their finite differences${says}.`
    : `${differs} of ${checks.length} partials DIFFER from their finite differences${says}.`;
}

/** The finite difference of the partial that was followed, beneath its paths; nothing without one. */
export function checkText(check: Check | undefined): string {
  if (check === undefined) return '';
  const says = { agrees: 'agrees ✓', differs: 'DIFFERS ✗', kink: 'at a kink, not meaningful' };
  return `finite difference: ${formatNumber(check.difference)}, ${says[check.verdict]}\n`;
}

/** A line a path: its elements, its product in symbols and in numbers; then the sum. */
export function pathsText({ element, value, partial, count, paths, sum }: Paths, terminal?: number): string {
  const complete = BigInt(paths.length) === count;
  const total = complete
    ? `sum of the paths: ${formatNumber(sum)}`
    : `sum of these ${paths.length}: ${formatNumber(sum)}; ${count} paths are too many to list`;
  return [
    `∂J/∂${visible(element)} = ${formatNumber(partial)} at ${visible(element)} = ${formatNumber(value)}, over ${count} ${count === 1n ? 'path' : 'paths'}`,
    ...paths.flatMap((path, at) => ['', ...pathLines(path, at + 1, terminal)]),
    '',
    total,
    '',
  ].join('\n');
}

/** From J back to the element, as the chain rule is written. */
function pathLines({ steps, product }: Path, number: number, terminal: number | undefined): string[] {
  const backward = steps.toReversed();
  const lines = backward.map(({ from, copy, to, rule, partial }) => [
    `  ∂${visible(to)}/∂${visible(from)}${copy}`,
    '=',
    visible(rule),
    '=',
    formatNumber(partial),
  ]);
  const way = [...backward.map(({ to }) => to), steps[0] === undefined ? '' : steps[0].from + steps[0].copy];
  return [
    `${number}. ${way.map(visible).join(' ← ')}`,
    ...alignColumns(lines, { right: new Set([4]), terminal }),
    `  product = ${formatNumber(product)}`,
  ];
}
