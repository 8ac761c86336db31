/** A check on rows as text: the worst entry of each node and copy, the worst first, and a verdict. */
import { defined } from '../errors.js';
import type { ElementPosition } from '../graph/gradient-check.js';
import type { Program } from '../graph/program.js';
import { alignColumns } from '../text/align.js';
import { counted, formatNumber } from '../text/numbers.js';
import { visible } from '../text/visible.js';
import type { ComparedPartial, RowsReport } from './check-rows.js';
import { copyMark, numberCopies } from './copies.js';
import { nameElements } from './elements.js';

export interface CheckTextOptions {
  readonly program: Program;
  /** The node that takes x, whose elements are called as the features. */
  readonly input: string;
  readonly features: readonly string[];
  /** How many lines the table has at most; 10 unless given. */
  readonly most?: number;
  /** Columns of the terminal, beyond which tables are folded; not folded unless given. */
  readonly terminal?: number | undefined;
}

export function checkRowsText(report: RowsReport, options: CheckTextOptions): string {
  const { comparisons, kinks, never } = report;
  const { program, most = 10, terminal } = options;
  const label = labels(options);
  const worst = new Map<string, ComparedPartial>();
  const nodes = new Set<string>();
  const copies = new Set<string>();
  for (const comparison of comparisons) {
    const { node, copy } = comparison.place;
    if (copy === undefined) nodes.add(node);
    else copies.add(`${copy.k}/${node}`);
    // An only copy is the node's value once more.
    const key = several(program, node) ? `${copy?.k ?? ''}/${node}` : node;
    const held = worst.get(key);
    if (held === undefined || share(comparison) > share(held)) worst.set(key, comparison);
  }
  const sorted = [...worst.values()].sort((a, b) => share(b) - share(a));
  const head = ['partial', 'parameters', 'row', 'back-propagation', 'difference', 'error', 'tolerance', ''];
  const table = alignColumns(
    [
      head,
      ...sorted.slice(0, most).map((comparison) => {
        const { place, point, rowNumber, partial, difference, tolerance } = comparison;
        return [
          visible(label(place)),
          point,
          rowNumber === undefined ? 'all' : String(rowNumber),
          formatNumber(partial, { digits: 9 }),
          formatNumber(difference, { digits: 9 }),
          brief(Math.abs(partial - difference)),
          brief(tolerance),
          share(comparison) <= 1 ? '✓' : '✗',
        ];
      }),
    ],
    { right: new Set([2, 3, 4, 5, 6]), terminal },
  );
  const places = `${counted(nodes.size, 'node')} and ${counted(copies.size, 'copy', 'copies')}`;
  const off = comparisons.filter((comparison) => !(share(comparison) <= 1)).length;
  const verdict =
    off === 0
      ? `All ${counted(comparisons.length, 'partial')} of ${places} agree with their finite differences.`
      : `${off} of ${counted(comparisons.length, 'partial')} of ${places} are WRONG.`;
  const left = sorted.length - most;
  return [
    'The partial of each node and copy that differs most from its finite difference',
    '',
    ...table,
    ...(left > 0 ? [`… ${left} more with smaller differences`] : []),
    '',
    verdict,
    ...(kinks > 0
      ? [
          `${counted(kinks, 'entry', 'entries')} at a kink, where finite differences are not meaningful; other rows were used instead.`,
        ]
      : []),
    ...never.slice(0, most).map((place) => `Not compared, at a kink every time: ${visible(label(place))}`),
    '',
  ].join('\n');
}

/** How small an error is matters, not its digits. */
function brief(value: number): string {
  return formatNumber(value, { digits: 2, zeros: true });
}

/** How much of what is allowed two numbers are apart; above 1 is wrong. */
export function share({ partial, difference, tolerance }: ComparedPartial): number {
  const apart = Math.abs(partial - difference);
  if (apart === 0) return 0;
  return Number.isNaN(apart) ? Number.POSITIVE_INFINITY : apart / tolerance;
}

function labels({ program, input, features }: CheckTextOptions): (place: ElementPosition) => string {
  const copies = numberCopies(program);
  const elements = nameElements(program, program.position(input), features);
  return ({ node, copy, element }) => {
    const position = program.position(node);
    const name = `∂J/∂${elements.name(position, element)}`;
    const all = defined(copies[position], `node "${node}"`);
    const numbered = all.find(({ k }) => k === copy?.k);
    if (copy === undefined || numbered === undefined || all.length < 2) return name;
    return `${name}${copyMark(numbered.number, all.length)} into ${copy.consumer}`;
  };
}

function several(program: Program, node: string): boolean {
  return defined(program.nodes[program.position(node)], `node "${node}"`).copies.length > 1;
}
