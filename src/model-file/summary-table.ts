/** The statistics of a fit as the text that R users know from `summary(lm(…))`, with 95 % intervals added. */
import { alignColumns } from '../text/align.js';
import { counted, formatNumber } from '../text/numbers.js';
import { provedDigits } from '../text/proved.js';
import { quoted, shortened } from '../text/visible.js';
import type { CoefficientStatistics, FitStatistics, LinearModelFile } from './model-file.js';

/** The whole summary, ending in a newline. Tables wider than the terminal are folded, if its columns are given. */
export function summaryTable(model: LinearModelFile, statistics: FitStatistics, terminal?: number): string {
  const { residualStandardError: error, degreesOfFreedom: free, r2, adjustedR2, f } = statistics;
  const uncentred = model.intercept === null ? ' (uncentred)' : '';
  const lines = [
    `Least squares for ${shortened(model.target)}, ${counted(statistics.rows, 'row')}`,
    '',
    'Residuals:',
    ...alignColumns(
      [['Min', '1Q', 'Median', '3Q', 'Max'], statistics.residualQuantiles.map((value) => figure(value, 5))],
      { right: new Set([0, 1, 2, 3, 4]), gap: ' ', terminal },
    ),
    '',
    `Coefficients:${undefinedCoefficients(model)}`,
    ...coefficientTable(model, statistics.coefficients, terminal),
    '---',
    "Signif. codes:  0 '***' 0.001 '**' 0.01 '*' 0.05 '.' 0.1 ' ' 1",
    '',
    `Residual standard error: ${figure(error, 4)} on ${free} degrees of freedom`,
    `Multiple R-squared${uncentred}: ${figure(r2, 4)}, Adjusted R-squared: ${figure(adjustedR2, 4)}`,
  ];
  if (f !== null) {
    const value = f.value === null ? 'Inf' : figure(f.value, 4);
    lines.push(
      `F-statistic: ${value} on ${f.numerator} and ${f.denominator} DF, p-value: ${probability(f.p, 4)}`,
    );
  }
  lines.push(
    ...leaveOneOutLines(model),
    `Condition number of the standardized columns: ${condition(statistics.conditionNumber)}`,
    ...notes(model, statistics).map((text) => `Note: ${text}`),
  );
  return `${lines.join('\n')}\n`;
}

/** As R says it beside the heading. */
function undefinedCoefficients({ exact }: LinearModelFile): string {
  const count = exact?.dropped.length ?? 0;
  return count === 0 ? '' : ` (${count} not defined because of singularities)`;
}

export function leaveOneOutLines({ metrics: { leaveOneOut } }: LinearModelFile): string[] {
  return leaveOneOut === undefined ? [] : [`Leave-one-out RMSE (PRESS): ${figure(leaveOneOut.rmse, 4)}`];
}

/** What a reader of the table should know. */
function notes(model: LinearModelFile, statistics: FitStatistics): string[] {
  const { nearlyDependent = [], intercept } = model;
  const { essentiallyPerfect = false, r2, rows, degreesOfFreedom } = statistics;
  return [
    ...(degreesOfFreedom > 0
      ? []
      : [`all ${counted(rows, 'residual')} are 0 but for rounding: no residual degrees of freedom`]),
    ...(essentiallyPerfect
      ? ['essentially perfect fit: summary may be unreliable, as the residuals are rounding errors or 0']
      : []),
    ...(r2 === null && intercept !== null ? ['R-squared is not defined: the outcome is constant'] : []),
    ...(nearlyDependent.length > 0 ? [nearDependenceText(nearlyDependent)] : []),
  ];
}

/** One sentence about columns that are nearly dependent; at least one. */
export function nearDependenceText(near: readonly { name: string; unexplained: number }[]): string {
  const names = near.slice(0, mostNamed).map(({ name }) => quoted(name));
  const more = near.length > mostNamed ? ` and ${near.length - mostNamed} more` : '';
  const most = Math.max(...near.map(({ unexplained }) => unexplained));
  return (
    `the columns ${names.join(', ')}${more} are nearly dependent: at most ${most.toPrecision(1)} of the spread of each ` +
    'is not explained by the others, so their weights depend on the last digits of the data, such as rounding'
  );
}

const mostNamed = 8;

function coefficientTable(
  { interceptWithin, features }: LinearModelFile,
  coefficients: readonly CoefficientStatistics[],
  terminal: number | undefined,
): string[] {
  const within = new Map(features.map((feature) => [feature.name, feature.within]));
  const head = ['', 'Estimate', 'Std. Error', 't value', 'Pr(>|t|)', '2.5 %', '97.5 %', ''];
  const rows = coefficients.map(({ name, estimate, standardError, t, p, confidence95 }) => [
    shortened(name ?? '(Intercept)'),
    provedFigure(estimate, name === null ? interceptWithin : within.get(name)),
    figure(standardError, 4),
    tValue({ estimate, standardError, t }),
    p === null ? 'NA' : probability(p),
    confidence95 === null ? 'NA' : figure(confidence95[0], 5),
    confidence95 === null ? 'NA' : figure(confidence95[1], 5),
    p === null ? '' : stars(p),
  ]);
  return alignColumns([head, ...rows], { right: new Set([1, 2, 3, 4, 5, 6]), gap: ' ', terminal });
}

/** Five digits, or as many as are proved; two where none is. */
function provedFigure(value: number | null, within: number | null | undefined): string {
  if (value === null || typeof within !== 'number' || value === 0) return figure(value, 5);
  const digits = provedDigits(value, within, 5);
  return figure(value, digits === 0 ? 2 : digits);
}

/** A file holds no infinity: t is infinite where the standard error is 0 and the estimate is not. */
function tValue({
  estimate,
  standardError,
  t,
}: Pick<CoefficientStatistics, 'estimate' | 'standardError' | 't'>): string {
  if (t !== null) return Math.abs(t) < 1e6 ? t.toFixed(3) : t.toExponential(3);
  if (standardError !== 0 || estimate === null || estimate === 0) return 'NA';
  return estimate > 0 ? 'Inf' : '-Inf';
}

function stars(p: number): string {
  if (p < 0.001) return '***';
  if (p < 0.01) return '**';
  if (p < 0.05) return '*';
  return p < 0.1 ? '.' : '';
}

function probability(p: number, digits = 3): string {
  return p < 2.2e-16 ? '<2e-16' : figure(p, digits);
}

/** It is known to about three digits. */
function condition(value: number | null): string {
  return value === null ? 'NA' : value < 1000 ? value.toPrecision(3) : value.toExponential(2);
}

export function figure(value: number | null, digits: number): string {
  return value === null ? 'NA' : formatNumber(value, { digits, zeros: true });
}
