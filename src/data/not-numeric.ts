/** The message about columns that cannot be used as numbers: all of them, with evidence and the line that excludes them. */
import { counted, formatCount } from '../text/numbers.js';
import { quoted } from '../text/visible.js';
import type { Columns, FeatureChoice } from './columns.js';
import type { ColumnEvidence, Evidence, SeenText } from './evidence.js';
import { isOtherNotation } from './number.js';

/** Columns, and texts of one, that are listed. */
const mostListed = 20;
const mostExamples = 3;

/** The most characters of a line to paste. */
const mostPasted = 2000;

/**
 * Lines to add to the error of one cell; none where that cell is the only one. `rowsBefore` rows without such a cell came before the
 * evidence.
 */
export function notNumericLines(
  evidence: Evidence,
  rowsBefore: number,
  { header, slots, features, width }: Columns,
  choice: FeatureChoice,
): string[] {
  const rows = rowsBefore + evidence.rows;
  const found = evidence.columns.filter(({ others }) => others > 0);
  if (found.length === 1 && found[0]?.others === 1) return [];
  const name = ({ field }: ColumnEvidence) => header[field]!;
  const isTarget = ({ field }: ColumnEvidence) => slots[field] === width - 1;
  const listed = found.slice(0, mostListed).map((column) => {
    const { others } = column;
    const cells = others === rows ? `all ${formatCount(rows)} cells` : counted(others, 'cell');
    return `  ${quoted(name(column))}${isTarget(column) ? ', the target' : ''}: ${cells}, such as ${examples(column)}`;
  });
  if (found.length > mostListed) listed.push(`  … and ${counted(found.length - mostListed, 'more column')}`);
  const bad = found.filter((column) => !isTarget(column));
  const text = bad.filter((column) => isText(column, rows));
  const paste = (columns: readonly ColumnEvidence[]) => pasted(columns.map(name), features, choice);
  const advice = found
    .filter(isTarget)
    .map((column) => `correct the cells of the target ${quoted(name(column))}, or remove their rows`);
  if (text.length > 0)
    advice.push(`to train without the columns of text, write in the config: ${paste(text)}`);
  if (bad.length > text.length) {
    const how =
      text.length > 0
        ? 'the cells of the other columns, or train without those columns too'
        : 'these cells, or train without their columns';
    advice.push(`correct ${how}: ${paste(bad)}`);
  }
  return [
    `cells that are not numbers in the first ${counted(rows, 'row')}, in ${formatCount(found.length)} of ${counted(width, 'column')}:`,
    ...listed,
    ...advice,
  ];
}

/** Whether most cells are texts that are no numbers in any notation. */
function isText({ others, texts }: ColumnEvidence, rows: number): boolean {
  const seen = [...texts.values()];
  const count = (some: readonly SeenText[]) => some.reduce((sum, each) => sum + each.count, 0);
  return others > rows / 2 && count(seen.filter(({ text }) => isOtherNotation(text))) < count(seen) / 2;
}

function examples({ texts, others }: ColumnEvidence): string {
  const most = [...texts.values()].sort((a, b) => b.count - a.count).slice(0, mostExamples);
  const example = ({ text, line }: SeenText) => `${quoted(text)} in line ${line}`;
  return most.map(others <= mostExamples ? example : ({ text }) => quoted(text)).join(', ');
}

/** `features: {exclude: […]}`, or the list of those that remain where that is shorter or is how the config chooses. */
function pasted(
  names: readonly string[],
  features: readonly string[],
  { include, exclude = [] }: FeatureChoice,
): string {
  const gone = new Set(names);
  const left = features.filter((each) => !gone.has(each));
  if (left.length === 0) return 'no feature would be left; at least one column of numbers is required';
  const without = `features: {exclude: ${flowList([...exclude, ...names])}}`;
  const only = `features: ${flowList(left)}`;
  const line = include !== undefined || without.length > mostPasted ? only : without;
  return line.length <= mostPasted ? line : 'features: {exclude: […]} with their names';
}

function flowList(names: readonly string[]): string {
  return `[${names.map(yamlText).join(', ')}]`;
}

/** Text as it stands in a YAML list: in quotes where YAML could read anything else. */
function yamlText(text: string): string {
  const isPlain = /^[\p{L}_](?:[\p{L}\p{N}_. -]*[\p{L}\p{N}_])?$/u.test(text);
  return isPlain && !/^(?:true|false|null|yes|no|on|off|y|n)$/i.test(text) ? text : quoted(text);
}
