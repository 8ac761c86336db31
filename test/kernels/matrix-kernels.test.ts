/** Law: the loops over matrices in WebAssembly and their plain twins give the same bits, whatever the sizes and strides. */
import { expect, test } from 'vitest';
import { wasmMatrices } from '#chainrule/kernels/matrix-kernels.js';
import { memory, numbers, placed, seeded } from './helpers.js';
import { plainMatrices } from './plain-matrices.js';

const both = [plainMatrices, wasmMatrices(memory)] as const;

for (const wild of [false, true]) {
  test(`products of all small shapes, transposed and not${wild ? ', with -0, NaN and infinities' : ''}`, () => {
    const source = seeded(wild ? 62 : 61);
    for (let m = 1; m <= 9; m++) {
      for (let n = 1; n <= 9; n++) {
        const depth = source.below(12);
        const [aAt, bAt, cAt] = [source.below(3), source.below(3), source.below(3)];
        const [bRow, cRow] = [n + source.below(3), n + source.below(3)];
        const transposed = source.below(2) === 0;
        const stride = Math.max(m, depth) + source.below(3);
        const aSize = aAt + stride * Math.max(m, depth, 1);
        const cSize = cAt + m * cRow;
        const a = placed([
          ...numbers(aSize, source, wild),
          ...numbers(aSize, source).map((x) => x * 2 ** -60),
        ]);
        const b = placed(numbers(bAt + depth * bRow + n, source, wild));
        const start = numbers(2 * cSize, source, wild);
        const left = { values: a, at: aAt, row: transposed ? 1 : stride, column: transposed ? stride : 1 };
        const right = { values: b, at: bAt, row: bRow };
        const shape = { m, n, depth };
        const [plain, fast] = both.map((kernels) => {
          const out = (['add', 'subtract', 'doubles'] as const).map((what) => {
            const c = { values: placed(start), at: cAt, row: cRow };
            if (what === 'doubles') kernels.multiplyAddDoubles(left, aSize, right, c, cSize, shape);
            else kernels.multiplyAdd(what === 'add' ? 1 : -1, left, right, c, shape);
            return c.values;
          });
          return out;
        });
        expect(fast).toEqual(plain);
      }
    }
  });
}

test('factors of triangles of up to 20 columns, and where they are refused', () => {
  const source = seeded(63);
  for (let n = 1; n <= 20; n++) {
    const row = n + source.below(3);
    const at = source.below(3);
    const x = Array.from({ length: n + 3 }, () => numbers(n, source).map((value) => value % 1));
    const a = new Float64Array(at + n * row);
    for (let i = 0; i < n; i++)
      for (let j = i; j < n; j++)
        a[at + i * row + j] = x.reduce((sum, each) => sum + each[i]! * each[j]!, 0) + (i === j ? 1 : 0);
    for (const refused of [false, true]) {
      const limits = placed(new Float64Array(n).fill(0));
      if (refused) limits[n - 1] = a[at + (n - 1) * (row + 1)]!;
      const [plain, fast] = both.map((kernels) => {
        const r = { values: placed(a), at, row };
        const inverse = placed(new Float64Array(a.length));
        const done = kernels.factorTriangle(r, inverse, n, limits);
        return { done, r: r.values, inverse };
      });
      expect(fast).toEqual(plain);
      expect(fast!.done).toBe(!refused || n === 0);
      if (refused) continue;
      // R · R⁻¹ = I.
      for (let i = 0; i < n; i++) {
        for (let j = i; j < n; j++) {
          let sum = 0;
          for (let l = i; l <= j; l++) sum += fast!.r[at + i * row + l]! * fast!.inverse[at + l * row + j]!;
          expect(sum).toBeCloseTo(i === j ? 1 : 0, 9);
        }
      }
    }
  }
});

test('a product in double-double keeps what float64 loses', () => {
  for (const kernels of both) {
    const a = placed([1e20, 1, -1e20, 1, 0, 2 ** -60, 0, 0]);
    const b = placed([1, 1, 1, 1]);
    const c = placed([0, 0]);
    const left = { values: a, at: 0, row: 4, column: 1 };
    const to = { values: c, at: 0, row: 1 };
    kernels.multiplyAddDoubles(left, 4, { values: b, at: 0, row: 1 }, to, 1, { m: 1, n: 1, depth: 4 });
    expect(c[0]).toBe(1);
    expect(c[1]).toBe(1 + 2 ** -60);
  }
});
