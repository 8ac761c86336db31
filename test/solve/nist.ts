/** The NIST StRD sets of test/fixtures/nist, read: one class of polynomials has its powers as columns. */
import { readdirSync, readFileSync } from 'node:fs';
import type { Problem } from './oracle.js';

export interface CertifiedParameter {
  readonly estimate: number;
  readonly standard_deviation: number;
}

interface Certified {
  readonly parameters: Readonly<Record<string, CertifiedParameter>>;
  readonly residual_standard_deviation: number;
  readonly r_squared: number;
  readonly name: string;
  readonly intercept: boolean;
  readonly degree: number | null;
}

export interface NistSet {
  readonly name: string;
  readonly problem: Problem;
  readonly parameters: readonly CertifiedParameter[];
  readonly residualStandardError: number;
  readonly r2: number;
}

const folder = new URL('../fixtures/nist/', import.meta.url);

export function nistSets(): NistSet[] {
  const names = readdirSync(folder).filter((name) => name.endsWith('.csv'));
  return names.map((file) => {
    const certified: Certified = JSON.parse(
      readFileSync(new URL(file.replace('.csv', '.certified.json'), folder), 'utf8'),
    );
    const [, ...lines] = readFileSync(new URL(file, folder), 'utf8').trim().split('\n');
    const cells = lines.map((line) => line.split(',').map(Number));
    const x = cells.map(([, ...features]) => powers(features, certified.degree ?? 0));
    return {
      name: certified.name,
      problem: {
        x,
        y: cells.map(([y]) => y!),
        intercept: certified.intercept,
        standardize: true,
        l2Reg: 0,
      },
      parameters: Object.values(certified.parameters),
      residualStandardError: certified.residual_standard_deviation,
      r2: certified.r_squared,
    };
  });
}

/** x, x², … in float64, each the one before times x. */
function powers(features: readonly number[], degree: number): readonly number[] {
  if (degree < 2) return features;
  const result = [features[0]!];
  while (result.length < degree) result.push(result[result.length - 1]! * features[0]!);
  return result;
}

/** −log₁₀ of the relative error, absolute where the certified value is 0; at most 15, the digits that are certified. */
export function logRelativeError(value: number, certified: number): number {
  const error = Math.abs(value - certified) / (certified === 0 ? 1 : Math.abs(certified));
  return error === 0 ? 15 : Math.min(15, -Math.log10(error));
}
