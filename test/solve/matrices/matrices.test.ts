/** Laws of the tasks on matrices: S inverts R, the distance is that of a plain product, and all workers give the same bits. */
import { afterAll, describe, expect, it } from 'vitest';
import { matricesOver } from '#chainrule/engines/threads/matrices-over.js';
import { ThisThread } from '#chainrule/engines/threads/this-thread.js';
import { Threads } from '#chainrule/engines/threads/threads.js';
import { random } from '#chainrule/random.js';
import { inverseFactor } from '#chainrule/solve/matrices/inverse-factor.js';
import { type Matrices, tilesOf } from '#chainrule/solve/matrices/matrices.js';
import { matrices as plain } from '../../support/plain-workspace.js';

const sizes = [1, 7, 63, 64, 65, 130, 193];
const workers = [new ThisThread(), new Threads({ workers: 2 }), new Threads({ workers: 5 })];
afterAll(() => Promise.all(workers.map((each) => each.close())));

/** XᵀX + I, k × k, entries about 1. */
function gramOf(k: number): Float64Array {
  const source = random(k, 'matrices');
  const x = Array.from({ length: k }, () => Array.from({ length: k }, () => source.uniform() - 0.5));
  const a = new Float64Array(k * k);
  for (let i = 0; i < k; i++)
    for (let j = 0; j < k; j++)
      a[i * k + j] = x.reduce((sum, row) => sum + row[i]! * row[j]!, i === j ? 1 : 0);
  return a;
}

/** SᵀAS by definition. */
function congruence(s: Float64Array, a: Float64Array, k: number): Float64Array {
  const times = (left: (i: number, l: number) => number, right: Float64Array) => {
    const out = new Float64Array(k * k);
    for (let i = 0; i < k; i++)
      for (let l = 0; l < k; l++)
        for (let j = 0; j < k; j++) out[i * k + j]! += left(i, l) * right[l * k + j]!;
    return out;
  };
  const u = times((i, l) => a[i * k + l]!, s);
  return times((i, l) => s[l * k + i]!, u);
}

async function placed(matrices: Matrices, values: Float64Array): Promise<Float64Array> {
  const array = matrices.allocate(values.length);
  array.set(values);
  return array;
}

/** What a factor and the distances of columns are, most columns at once. */
async function numbersOf(matrices: Matrices, k: number, exact: boolean, most: number) {
  const a = gramOf(k);
  const s = await inverseFactor(matrices, await placed(matrices, a), k, 2 ** -30);
  if (s === undefined) throw new Error(`a matrix of ${k} columns was refused`);
  const low = a.map((value, at) => (Math.floor(at / k) === at % k ? value * 2 ** -60 : 0));
  const both = await placed(matrices, exact ? Float64Array.of(...a, ...low) : a);
  // Off by more than rounding, so that the distance is more than noise.
  const off = await placed(
    matrices,
    s.map((value, at) => value * (1 + (at % 7) / 64)),
  );
  const parts: number[] = [];
  for (const columns of tilesOf(k, most)) {
    parts.push(await matrices.run({ op: 'distance', on: [off, both], k, ...columns }));
  }
  return { a, s: Float64Array.from(s), off: Float64Array.from(off), parts };
}

describe.each(sizes)('of %d columns', (k) => {
  it('S is upper triangular with SᵀAS = I', async () => {
    const { a, s } = await numbersOf(plain, k, false, 64);
    for (let i = 1; i < k; i++) for (let j = 0; j < i; j++) expect(s[i * k + j]).toBe(0);
    congruence(s, a, k).forEach((value, at) => {
      expect(Math.abs(value - (at % (k + 1) === 0 ? 1 : 0))).toBeLessThan(1e-12);
    });
  });

  it.each([false, true])('the distance is ‖SᵀAS − I‖², in double-double: %j', async (exact) => {
    for (const most of [4, 20, 64]) {
      const { a, off, parts } = await numbersOf(plain, k, exact, most);
      const expected = congruence(off, a, k).reduce(
        (sum, value, at) => sum + (value - (at % (k + 1) === 0 ? 1 : 0)) ** 2,
        0,
      );
      const found = parts.reduce((sum, part) => sum + part, 0);
      expect(Math.abs(found / expected - 1)).toBeLessThan(1e-9);
    }
  });

  it('all workers give the bits of the plain loops', async () => {
    for (const exact of [false, true]) {
      const expected = await numbersOf(plain, k, exact, 20);
      for (const each of workers) {
        expect(await numbersOf(matricesOver(each), k, exact, 20)).toEqual(expected);
      }
    }
  });
});

it('a matrix is refused at a pivot in any tile that is not above its limit', async () => {
  for (const column of [0, 63, 64, 129]) {
    const a = gramOf(130);
    // As near to the columns before it as float64 tells.
    for (let i = 0; i < 130; i++) {
      a[column * 130 + i] = i === column ? 1e-12 : 0;
      a[i * 130 + column] = i === column ? 1e-12 : 0;
    }
    expect(await inverseFactor(plain, a.slice(), 130, 2 ** -30)).toBeDefined();
    a[column * 131] = -1e-12;
    expect(await inverseFactor(plain, a, 130, 2 ** -30)).toBeUndefined();
  }
});
