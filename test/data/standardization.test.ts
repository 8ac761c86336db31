/** Standardization: population standard deviations about the mean, or √mean(x²) about 0 without intercept. */
import { describe, expect, it } from 'vitest';
import { blockMoments } from '#chainrule/data/moments.js';
import {
  isBeyondSquares,
  type StandardizeOptions,
  standardization,
} from '#chainrule/data/standardization.js';
import { plainColumns } from '../kernels/plain-columns.js';

/** Columns a, b, … and an outcome. */
function standardize(
  columns: readonly (readonly number[])[],
  { intercept = true, ...options }: Partial<StandardizeOptions> = {},
) {
  const rows = columns[0]?.length ?? 0;
  const width = columns.length + 1;
  const values = Float64Array.from(
    { length: rows * width },
    (_, i) => columns[i % width]?.[Math.floor(i / width)] ?? 7,
  );
  const names = columns.map((_, j) => 'abcdef'[j] ?? '');
  const all = { standardize: true, center: intercept, intercept, ...options };
  const { mean, scale, constant } = standardization(
    blockMoments({ values, rows }, width, plainColumns),
    names,
    all,
  );
  return { mean: [...mean], scale: [...scale], constant };
}

const columns = [
  [1, 2, 3, 6],
  [5, 5, 5, 5],
  [0, 0, 0, 0],
];

describe('standardization', () => {
  it('centres on the mean and divides by the population standard deviation', () => {
    const { mean, scale } = standardize(columns);
    expect([mean[0], scale[0]]).toEqual([3, Math.sqrt(14 / 4)]);
  });

  it('without intercept does not centre and divides by √mean(x²)', () => {
    const { mean, scale, constant } = standardize(columns, { intercept: false });
    expect(mean).toEqual([0, 0, 0]);
    expect(scale[0]).toBeCloseTo(Math.sqrt(50 / 4), 14);
    expect([scale[1], scale[2]]).toEqual([5, 1]);
    expect(constant).toEqual([2]);
  });

  it('centres a constant column on its value, so that it is 0 in every row', () => {
    const { mean, scale, constant } = standardize(columns);
    expect(constant).toEqual([1, 2]);
    expect([mean[1], scale[1], mean[2], scale[2]]).toEqual([5, 1, 0, 1]);
    expect(standardize([[0.1, 0.1, 0.1]])).toMatchObject({ mean: [0.1], scale: [1], constant: [0] });
  });

  it('can be to centre alone', () => {
    const centred = { mean: [3, 5, 0], scale: [1, 1, 1], constant: [1, 2] };
    expect(standardize(columns, { standardize: false })).toEqual(centred);
    const exactly = { mean: () => 2.5, scale: () => Number.NaN };
    expect(standardize(columns, { standardize: false, exactly }).mean).toEqual([2.5, 5, 0]);
  });

  it('can be left out: only constant columns are centred then', () => {
    expect(standardize(columns, { standardize: false, center: false })).toMatchObject({
      mean: [0, 5, 0],
      scale: [1, 1, 1],
      constant: [1, 2],
    });
    expect(standardize(columns, { standardize: false, intercept: false })).toMatchObject({
      mean: [0, 0, 0],
      scale: [1, 1, 1],
    });
  });

  it.each([
    [[1e300, -1e300], /column "b".*too large/],
    [[1e-300, -1e-300], /column "b".*too small/],
  ])('refuses a column that spreads beyond what float64 can scale: %j', (values, text) => {
    expect(() => standardize([[1, 2], values])).toThrow(
      expect.objectContaining({ code: 'DATA_SCALE', message: expect.stringMatching(text) }),
    );
  });

  it('takes scales from 1e-290 to 1e290, wherever they come from', () => {
    for (const [scale, taken] of [
      [1.1e-290, true],
      [0.9e-290, false],
      [0.9e290, true],
      [1.1e290, false],
      [Number.NaN, false],
    ] as const) {
      const exactly = { mean: () => 0, scale: () => scale };
      const standard = () => standardize([[1, 2]], { exactly });
      if (taken) expect(standard().scale).toEqual([scale]);
      else expect(standard).toThrow(expect.objectContaining({ code: 'DATA_SCALE' }));
    }
  });
});

describe('moments are no good', () => {
  const beyond = (values: readonly number[], intercept = true) => {
    const moments = blockMoments({ values: Float64Array.from(values), rows: values.length }, 1, plainColumns);
    return isBeyondSquares(moments, 1, { intercept });
  };

  it('where a column spreads over less than 1e-150 or more than 1e150, unless it is constant', () => {
    expect(beyond([0.9e150, -0.9e150])).toBe(false);
    expect(beyond([1.1e150, -1.1e150])).toBe(true);
    expect(beyond([1.1e-150, -1.1e-150])).toBe(false);
    expect(beyond([0.9e-150, -0.9e-150])).toBe(true);
    expect(beyond([1e200, 1e200])).toBe(false);
    expect(beyond([0, 0])).toBe(false);
  });

  it('without intercept where the mean is so large', () => {
    expect(beyond([1e151, 1e151 * (1 + 1e-3)], false)).toBe(true);
    expect(beyond([3, 4], false)).toBe(false);
  });
});
