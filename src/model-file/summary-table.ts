/** The statistics of a fit as the text that R users know from `summary(lm(…))`, with 95 % intervals added. */
import { alignColumns } from '../text/align.js';
import { counted, formatNumber } from '../text/numbers.js';
import type { CoefficientStatistics, FitStatistics } from './model-file.js';

/** The whole summary, ending in a newline. */
export function summaryTable(target: string, statistics: FitStatistics): string {
  const { residualStandardError: error, degreesOfFreedom: free, r2, adjustedR2, f } = statistics;
  const lines = [
    `Least squares for ${target}, ${counted(statistics.rows, 'row')}`,
    '',
    'Residuals:',
    ...alignColumns(
      [['Min', '1Q', 'Median', '3Q', 'Max'], statistics.residualQuantiles.map((value) => figure(value, 5))],
      { right: new Set([0, 1, 2, 3, 4]), gap: ' ' },
    ),
    '',
    'Coefficients:',
    ...coefficientTable(statistics.coefficients),
    '---',
    "Signif. codes:  0 '***' 0.001 '**' 0.01 '*' 0.05 '.' 0.1 ' ' 1",
    '',
    `Residual standard error: ${figure(error, 4)} on ${free} degrees of freedom`,
    `Multiple R-squared: ${figure(r2, 4)}, Adjusted R-squared: ${figure(adjustedR2, 4)}`,
  ];
  if (f !== null) {
    lines.push(
      `F-statistic: ${figure(f.value, 4)} on ${f.numerator} and ${f.denominator} DF, p-value: ${probability(f.p, 4)}`,
    );
  }
  lines.push(`Condition number of the standardized columns: ${condition(statistics.conditionNumber)}`);
  return `${lines.join('\n')}\n`;
}

function coefficientTable(coefficients: readonly CoefficientStatistics[]): string[] {
  const head = ['', 'Estimate', 'Std. Error', 't value', 'Pr(>|t|)', '2.5 %', '97.5 %', ''];
  const rows = coefficients.map(({ name, estimate, standardError, t, p, confidence95 }) => [
    name ?? '(Intercept)',
    figure(estimate, 5),
    figure(standardError, 4),
    t === null ? 'NA' : Math.abs(t) < 1e6 ? t.toFixed(3) : t.toExponential(3),
    p === null ? 'NA' : probability(p),
    confidence95 === null ? 'NA' : figure(confidence95[0], 5),
    confidence95 === null ? 'NA' : figure(confidence95[1], 5),
    p === null ? '' : stars(p),
  ]);
  return alignColumns([head, ...rows], { right: new Set([1, 2, 3, 4, 5, 6]), gap: ' ' });
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

function figure(value: number | null, digits: number): string {
  return value === null ? 'NA' : formatNumber(value, { digits, zeros: true });
}
