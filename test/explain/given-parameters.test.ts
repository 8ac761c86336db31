/** Parameters given by name: where their numbers go in θ, and what is said of those that do not fit. */
import { describe, expect, it } from 'vitest';
import { type GivenParameter, setParameter } from '#chainrule/explain/given-parameters.js';
import { compile } from '#chainrule/graph/program.js';

const program = compile({
  nodes: [
    { name: 'W', op: 'parameter', shape: [2, 3] },
    { name: 'v', op: 'parameter', shape: [2] },
    { name: 'c', op: 'parameter', shape: [] },
    { name: 'x', op: 'input', shape: [3] },
    { name: 'y', op: 'input', shape: [] },
    { name: 'h', op: 'affine', inputs: ['W', 'x'] },
    { name: 'prediction', op: 'affine', inputs: ['v', 'h', 'c'] },
    { name: 'residual', op: 'subtract', inputs: ['y', 'prediction'] },
    { name: 'loss', op: 'square', inputs: ['residual'] },
  ],
  sink: 'loss',
});
const names = { program, input: 'x', features: ['age', 'bmi', 'a=b'] };

function theta(...given: readonly GivenParameter[]): number[] {
  const start = Float64Array.of(-1, -2, -3, -4, -5, -6, -7, -8, -9);
  for (const each of given) setParameter(start, each, names);
  return [...start];
}

describe('a given parameter', () => {
  it('replaces its own numbers alone: a matrix row by row, in one list or in a list for each row', () => {
    const matrix = [1, 2, 3, 4, 5, 6, -7, -8, -9];
    expect(theta({ name: 'W', numbers: [1, 2, 3, 4, 5, 6] })).toEqual(matrix);
    expect(
      theta({
        name: 'W',
        numbers: [
          [1, 2, 3],
          [4, 5, 6],
        ],
      }),
    ).toEqual(matrix);
    expect(theta({ name: 'v', numbers: [1, 2] }, { name: 'c', numbers: [3] })).toEqual([
      -1, -2, -3, -4, -5, -6, 1, 2, 3,
    ]);
  });

  it('may be one element, by the names of features', () => {
    expect(theta({ name: 'W[2,bmi]', numbers: [9] }, { name: 'v[1]', numbers: [8] })).toEqual([
      -1, -2, -3, -4, 9, -6, 8, -8, -9,
    ]);
    expect(theta({ name: 'W[1,a=b]', numbers: [9] })[2]).toBe(9);
  });
});

describe('a parameter that does not fit', () => {
  it.each<[GivenParameter, string]>([
    [
      { name: 'W', numbers: [1, 2] },
      'the parameter "W" is a matrix [2, 3]: expected 6 numbers row by row (W[1,age] to W[2,a=b]); got 2: 1, 2',
    ],
    [{ name: 'v', numbers: [1, 2, 3, 4, 5, 6, 7] }, 'got 7: 1, 2, 3, 4, 5, …'],
    [{ name: 'v', numbers: [] }, 'expected 2 numbers (v[1] to v[2]); got none'],
    [{ name: 'c', numbers: [1, 2] }, 'the parameter "c" is a scalar: expected 1 number; got 2: 1, 2'],
    [
      { name: 'W[1,bmi]', numbers: [1, 2] },
      '"W[1,bmi]" is an element of a parameter: expected 1 number; got 2',
    ],
    [{ name: 'v', numbers: [[1], [2]] }, 'got lists that are not its rows'],
    [
      {
        name: 'W',
        numbers: [
          [1, 2],
          [3, 4],
          [5, 6],
        ],
      },
      'got lists that are not its rows',
    ],
    [{ name: 'W', numbers: [[1, 2, 3], 4, 5, 6] }, 'got lists that are not its rows'],
    [
      { name: 'V', numbers: [1] },
      'there is no parameter "V" (did you mean "v"?); the parameters and their lengths are W (6), v (2), c (1)',
    ],
    [{ name: 'x', numbers: [1, 2, 3] }, '"x" is an input, not a parameter; the parameters and'],
    [{ name: 'h', numbers: [1, 2] }, '"h" is computed, not a parameter; the parameters and'],
    [{ name: 'x[bmi]', numbers: [1] }, 'there is no parameter "x[bmi]"'],
    [{ name: 'W[1,bni]', numbers: [1] }, '"W" has no element "W[1,bni]" (did you mean "W[1,bmi]"?)'],
  ])('%j', (given, message) => {
    expect(() => theta(given)).toThrow(message);
  });
});
