/** What can be said of a fit with a penalty: its weights with what is proved of them, and its errors, as text. */
import { alignColumns } from '../text/align.js';
import { counted } from '../text/numbers.js';
import { formatProved } from '../text/proved.js';
import { shortened } from '../text/visible.js';
import type { LinearModelFile } from './model-file.js';
import { figure, leaveOneOutLines } from './summary-table.js';

/** The whole summary, ending in a newline. Tables wider than the terminal are folded, if its columns are given. */
export function ridgeTable(model: LinearModelFile, terminal?: number): string {
  const { target, l2Reg, intercept, interceptWithin, features, metrics } = model;
  const { training } = metrics;
  const rows = features.map(({ name, weight, within, scale }) => [
    shortened(name),
    ...cells(weight, within),
    figure(weight * scale, 4),
  ]);
  if (intercept !== null) rows.unshift(['(Intercept)', ...cells(intercept, interceptWithin)]);
  const head = ['', 'Weight', '±', 'Weight × scale'];
  const uncentred = intercept === null ? ' (uncentred)' : '';
  const lines = [
    `Ridge for ${shortened(target)}, ${counted(training.rows, 'row')}, l2Reg ${l2Reg} (given, not chosen from the data)`,
    '',
    'Weights, and how far they are from the minimum at most:',
    ...alignColumns([head, ...rows], { right: new Set([1, 3]), terminal }),
    '---',
    `RMSE: ${figure(training.rmse, 4)}, R-squared${uncentred}: ${figure(training.r2, 4)}`,
    ...leaveOneOutLines(model),
    'Note: a penalty biases the weights, so there are no standard errors, t or p',
  ];
  return `${lines.join('\n')}\n`;
}

/** A weight with its proved digits and ±. */
function cells(weight: number, within: number | null | undefined): string[] {
  if (typeof within !== 'number') return [figure(weight, 5), ''];
  const text = formatProved(weight, within);
  return [text.value, text.within];
}
