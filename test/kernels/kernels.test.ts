/** Law: the WebAssembly kernels and their plain twins give the same bits. */
import { expect, test } from 'vitest';
import { codeOf } from '#chainrule/expression/code.js';
import { add, mul, sub } from '#chainrule/expression/expression.js';
import type { Kernels } from '#chainrule/kernels/kernels.js';
import { float64At } from '#chainrule/kernels/memory.js';
import { plainKernels } from '#chainrule/kernels/plain-kernels.js';
import { workspaceOver } from '#chainrule/kernels/workspace.js';
import { memory, numbers, placed, seeded } from './helpers.js';

const { kernels: wasm, allocateIndices } = workspaceOver(memory);

for (const wild of [false, true]) {
  test(`affine, forward and backward, p = 1 … 40${wild ? ', with -0, NaN and infinities' : ''}`, () => {
    const source = seeded(wild ? 2 : 1);
    for (let p = 1; p <= 40; p++) {
      for (const [rows, n] of [
        [1, 1],
        [2, 3],
        [3, 1],
        [4, 2],
        [7, 1],
        [source.below(30) + 1, source.below(4) + 1],
      ] as const) {
        const at = source.below(5);
        const M = placed(numbers(n * p, source, wild));
        const x = placed(numbers(at + rows * p, source, wild));
        const c = source.below(2) === 0 ? undefined : placed(numbers(n, source, wild));
        const outs = [0, 1].map(() => placed(new Float64Array(rows * n)));
        plainKernels.affineForward(M, x, at, c, outs[0]!, rows, n, p);
        wasm.affineForward(M, x, at, c, outs[1]!, rows, n, p);
        expect(outs[1]).toEqual(outs[0]);

        const dOut = placed(numbers(rows * n, source, wild));
        const wanted = source.below(8);
        const [plain, fast] = [0, 1].map(() => ({
          dM: wanted & 1 ? undefined : placed(numbers(n * p, source)),
          dx: wanted & 2 ? undefined : placed(numbers(rows * p, source)),
          dc: wanted & 4 ? undefined : placed(numbers(n, source)),
        }));
        plainKernels.affineBackward(dOut, M, x, at, plain!.dM, plain!.dx, plain!.dc, rows, n, p);
        wasm.affineBackward(dOut, M, x, at, fast!.dM, fast!.dx, fast!.dc, rows, n, p);
        expect(fast).toEqual(plain);
      }
    }
  });
}

const sum = codeOf([add('a', 'b')], ['a', 'b']);

test('element by element, 0 … 40 numbers, in place as well', () => {
  const source = seeded(3);
  const both = codeOf([add('a', 'b'), sub('a', 'b')], ['a', 'b']);
  for (let count = 0; count <= 40; count++) {
    const a = placed(numbers(count, source, true));
    const b = placed(numbers(count, source, true));
    const run = (kernels: Kernels, first: Float64Array, second: Float64Array) => {
      const other = placed(b);
      kernels.map(both, [first, second], [second, other], count);
      return [second, other];
    };
    expect(run(wasm, a, placed(b))).toEqual(run(plainKernels, a, placed(b)));
    const [plain, fast] = [placed(b), placed(b)];
    plainKernels.copy(a, 0, plain, count);
    wasm.copy(a, 0, fast, count);
    expect(fast).toEqual(plain);
  }
});

test('rows repeated, and sums of groups of rows', () => {
  const source = seeded(6);
  for (const [rows, n, p] of [
    [1, 1, 1],
    [3, 4, 1],
    [2, 1, 5],
    [5, 3, 2],
    [4, 7, 3],
  ] as const) {
    const few = placed(numbers(rows * p, source, true));
    const many = placed(numbers(rows * n * p, source, true));
    const [plain, fast] = [plainKernels, wasm].map((kernels) => {
      const out = { few: placed(few), many: placed(many) };
      kernels.repeatRows(few, out.many, rows, n, p);
      kernels.sumGroups(many, out.few, rows, n, p);
      return out;
    });
    expect(fast).toEqual(plain);
    expect(plain?.many[(n - 1) * p]).toEqual(few[0]);
  }
});

test('the largest of groups of rows, and columns copied from row to row', () => {
  const source = seeded(9);
  for (const [rows, n, p] of [
    [1, 1, 1],
    [3, 4, 1],
    [5, 3, 2],
    [4, 700, 1],
  ] as const) {
    const many = placed(numbers(rows * n * p, source, true));
    const [plain, fast] = [plainKernels, wasm].map((kernels) => {
      const out = { few: placed(new Float64Array(rows * p)), many: placed(many) };
      kernels.maxGroups(many, out.few, rows, n, p);
      kernels.copyColumns(many, 0, n * p, out.many, n * p - 1, n * p, rows, 1);
      kernels.copyColumns(many, n * p - 1, n * p, out.few, 0, p, rows, 1);
      return out;
    });
    expect(fast).toEqual(plain);
    const rowOf = (array: Float64Array | undefined, row: number, width: number) =>
      [...(array ?? [])].slice(row * width, (row + 1) * width);
    for (let row = 0; row < rows; row++) {
      const given = rowOf(many, row, n * p);
      expect(rowOf(plain?.many, row, n * p)).toEqual([...given.slice(0, -1), given[0]]);
      expect(plain?.few[row * p]).toBe(given.at(-1));
      const second = Array.from({ length: n }, (_, k) => given[k * p + 1] ?? Number.NaN);
      if (p === 2) expect(plain?.few[row * p + 1]).toBe(Math.max(...second));
    }
  }
});

test('what all elements share is one number', () => {
  const source = seeded(7);
  const code = codeOf([add('a', mul('c', 'b'))], ['a', 'b', 'c']);
  // The last one is long enough to be compiled.
  for (const count of [1, 2, 7, 300, 50_001]) {
    const [a, b] = [placed(numbers(count, source, true)), placed(numbers(count, source, true))];
    const out = placed(new Float64Array(count));
    plainKernels.map(code, [a, b], [out], count, [Float64Array.of(0.3)]);
    expect(out).toEqual(a.map((value, i) => value + 0.3 * b[i]!));
    const fast = placed(new Float64Array(count));
    wasm.map(code, [a, b], [fast], count, [placed([0.3])]);
    expect(fast).toEqual(out);
  }
});

test('spread and sums over rows', () => {
  const source = seeded(4);
  for (let rows = 1; rows <= 20; rows++) {
    for (const size of [1, 2, 3, 4, 5, 9]) {
      const row = placed(numbers(size, source, true));
      const a = placed(numbers(rows * size, source, true));
      const [spread, spreadFast] = [placed(a), placed(a)];
      plainKernels.spread(row, spread, rows, size);
      wasm.spread(row, spreadFast, rows, size);
      expect(spreadFast).toEqual(spread);
      const [sum, sumFast] = [placed(row), placed(row)];
      plainKernels.sumRows(a, sum, rows, size);
      wasm.sumRows(a, sumFast, rows, size);
      expect(sumFast).toEqual(sum);
    }
  }
});

test('arrays elsewhere, or parts of arrays in the memory, are taken as well', () => {
  const a = placed([1, 2, 3]);
  const out = new Float64Array(3);
  wasm.map(sum, [a, new Float64Array([10, 20, 30])], [out], 3);
  expect([...out]).toEqual([11, 22, 33]);
  wasm.map(sum, [a.subarray(1), a], [out], 2);
  expect([...out]).toEqual([3, 5, 33]);
});

test('addresses beyond 2 GiB', () => {
  const address = 3 * 2 ** 30;
  memory.grow((address + 65_536 - memory.buffer.byteLength) / 65_536);
  const x = float64At(memory, address, 8);
  x.set([1, 2, 3, 4, 5, 6, 7, 8]);
  const out = placed([0, 0]);
  const ones = placed([1, 1, 1, 1]);
  wasm.affineForward(ones, x, 0, undefined, out, 2, 1, 4);
  expect([...out]).toEqual([10, 26]);
  const y = float64At(memory, address + 1024, 8);
  const recorder = wasm.recorder!();
  recorder.affineForward(ones, x, 4, undefined, out, 1, 1, 4);
  recorder.map(sum, [x, x], [y], 8);
  const trace = recorder.trace([y, out]);
  expect(trace?.play(allocateIndices(0), 0, 0, 1)).toBe(1);
  expect([...y, ...out]).toEqual([2, 4, 6, 8, 10, 12, 14, 16, 26, 26]);
});
