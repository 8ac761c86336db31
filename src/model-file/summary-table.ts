/** The statistics of a fit as the text that R users know from `summary(lm(…))`, with 95 % intervals added. */
import type { CoefficientStatistics, FitStatistics } from './model-file.js';

/** The whole summary, ending in a newline. */
export function summaryTable(target: string, statistics: FitStatistics): string {
  const { residualStandardError: error, degreesOfFreedom: free, r2, adjustedR2, f } = statistics;
  const lines = [
    `Least squares for ${target}, ${statistics.rows} ${statistics.rows === 1 ? 'row' : 'rows'}`,
    '',
    'Residuals:',
    ...aligned([
      ['Min', '1Q', 'Median', '3Q', 'Max'],
      statistics.residualQuantiles.map((value) => significant(value, 5)),
    ]),
    '',
    'Coefficients:',
    ...coefficientTable(statistics.coefficients),
    '---',
    "Signif. codes:  0 '***' 0.001 '**' 0.01 '*' 0.05 '.' 0.1 ' ' 1",
    '',
    `Residual standard error: ${orMissing(error, 4)} on ${free} degrees of freedom`,
    `Multiple R-squared: ${orMissing(r2, 4)}, Adjusted R-squared: ${orMissing(adjustedR2, 4)}`,
  ];
  if (f !== null) {
    lines.push(
      `F-statistic: ${significant(f.value, 4)} on ${f.numerator} and ${f.denominator} DF, p-value: ${probability(f.p, 4)}`,
    );
  }
  lines.push(`Condition number of the standardized columns: ${condition(statistics.conditionNumber)}`);
  return `${lines.join('\n')}\n`;
}

function coefficientTable(coefficients: readonly CoefficientStatistics[]): string[] {
  const head = ['', 'Estimate', 'Std. Error', 't value', 'Pr(>|t|)', '2.5 %', '97.5 %', ''];
  const rows = coefficients.map(({ name, estimate, standardError, t, p, confidence95 }) => [
    name ?? '(Intercept)',
    orMissing(estimate, 5),
    orMissing(standardError, 4),
    t === null ? 'NA' : Math.abs(t) < 1e6 ? t.toFixed(3) : t.toExponential(3),
    p === null ? 'NA' : probability(p),
    confidence95 === null ? 'NA' : significant(confidence95[0], 5),
    confidence95 === null ? 'NA' : significant(confidence95[1], 5),
    p === null ? '' : stars(p),
  ]);
  return aligned([head, ...rows], new Set([0, 7]));
}

function stars(p: number): string {
  if (p < 0.001) return '***';
  if (p < 0.01) return '**';
  if (p < 0.05) return '*';
  return p < 0.1 ? '.' : '';
}

function probability(p: number, digits = 3): string {
  if (p < 2.2e-16) return '<2e-16';
  return p < 1e-4 ? p.toExponential(digits - 1) : significant(p, digits);
}

/** It is known to about three digits. */
function condition(value: number | null): string {
  return value === null ? 'NA' : value < 1000 ? value.toPrecision(3) : value.toExponential(2);
}

function orMissing(value: number | null, digits: number): string {
  return value === null ? 'NA' : significant(value, digits);
}

function significant(value: number, digits: number): string {
  if (!Number.isFinite(value)) return String(value);
  const text = value.toPrecision(digits);
  // 3482258.6 rather than 3.4823e+6, as long as the number is of a length that people read.
  return /e\+/.test(text) && Math.abs(value) < 1e9 ? value.toFixed(1) : text;
}

/** Columns of text, to the right but for those in `left`. Widths count code points. */
function aligned(rows: readonly (readonly string[])[], left: ReadonlySet<number> = new Set()): string[] {
  const width = (rows[0] ?? []).map((_, k) => Math.max(...rows.map((row) => [...row[k]!].length)));
  return rows.map((row) =>
    row
      .map((cell, k) => {
        const blanks = ' '.repeat(width[k]! - [...cell].length);
        return left.has(k) ? cell + blanks : blanks + cell;
      })
      .join(' ')
      .trimEnd(),
  );
}
