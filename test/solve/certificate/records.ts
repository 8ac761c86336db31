/** Records as the certificate takes them, made by hand: with errors as large as a test wants them. */

import { type DoubleDouble, zero } from '#chainrule/solve/arithmetic/double-double.js';
import type { ProvenFactor } from '#chainrule/solve/certificate/certificate.js';
import type { Measured } from '#chainrule/solve/certificate/measure.js';
import type { Point } from '#chainrule/solve/exact/point.js';
import type { PreparedColumns } from '#chainrule/solve/exact/prepared-columns.js';

const of = <T>(length: number, value: T): T[] => new Array<T>(length).fill(value);

/** `features` columns and an outcome, all about 1, in a frame that changes nothing. */
export function plainColumns(
  features: number,
  rows: number,
  overrides: Partial<PreparedColumns> = {},
): PreparedColumns {
  const columns = features + 1;
  return {
    objective: { intercept: true, standardize: false, l2Reg: 1 },
    frame: {
      columns,
      exponent: new Int32Array(columns),
      scale: new Float64Array(columns).fill(1),
      centre: new Float64Array(columns),
      constant: of(columns, false),
    },
    rows,
    features,
    chain: 200,
    epsilon: 2 ** -90,
    offset: of(columns, zero),
    squares: of<DoubleDouble>(columns, [1, 0]),
    squaresError: new Float64Array(columns),
    penalty: of<DoubleDouble>(features, [1, 0]),
    norm: new Float64Array(columns).fill(1),
    length: new Float64Array(columns).fill(1),
    size: new Float64Array(columns).fill(1),
    gram: undefined,
    ...overrides,
  };
}

export function plainPoint(features: number, overrides: Partial<Point> = {}): Point {
  return { v: of<DoubleDouble>(features, [1, 0]), beta: zero, idle: 0, ...overrides };
}

/** By default of a J so large that it bounds nothing. */
export function measuredOf(h: readonly number[], overrides: Partial<Measured> = {}): Measured {
  return {
    ...{ total: 2 ** 900, totalError: 0, mean: 0 },
    ...{ h: Float64Array.from(h), hError: new Float64Array(h.length) },
    ...overrides,
  };
}

/** Of S [k, k], row-major, over the first k columns. */
export function provenBy(inverse: readonly number[], eigenvalue = 1): ProvenFactor {
  const k = Math.round(Math.sqrt(inverse.length));
  const factor = {
    kind: 'primal' as const,
    kept: Array.from({ length: k }, (_, j) => j),
    dependent: [],
    inverse: Float64Array.from(inverse),
    exactInverse: undefined,
    matrix: new Float64Array(k * k),
    gram: () => zero,
    ...{ entryError: 0, amplification: 1 },
  };
  return { factor, eigenvalue, keptEigenvalue: eigenvalue };
}
