/** Laws of the passes: the same bits with and without WebAssembly, and however the rows of a block lie. */
import { describe, expect, it } from 'vitest';
import { allocate, createMemory, float64At } from '#chainrule/kernels/memory.js';
import { workspaceOver } from '#chainrule/kernels/workspace.js';
import { type Random, random } from '#chainrule/random.js';
import { leverageInput } from '#chainrule/solve/passes/errors-pass.js';
import { passesIn } from '#chainrule/solve/passes/passes-by-name.js';
import { intervalLength } from '#chainrule/solve/passes/residual-counts-pass.js';
import { apart } from '#chainrule/solve/passes/spread-and-gram-pass.js';
import { passes } from '../../support/plain-workspace.js';

const memory = createMemory();
const fast = passesIn(workspaceOver(memory));

function placed(values: Float64Array): Float64Array {
  const array = float64At(memory, allocate(memory, 8 * values.length), values.length);
  array.set(values);
  return array;
}

/** Rows about 0 or far from it; `far` ones reach to the end of float64. */
function rowsOf(count: number, width: number, source: Random, far = false): Float64Array {
  const offset = source.below(2) * 1e6;
  const size = far ? 1e302 : 1;
  return Float64Array.from({ length: count * width }, () => (source.uniform() + offset) * size);
}

function apartFrom(rows: Float64Array, width: number) {
  const d = width - 1;
  return {
    x: Float64Array.from(
      { length: (rows.length / width) * d },
      (_, k) => rows[Math.floor(k / d) * width + (k % d)]!,
    ),
    y: Float64Array.from({ length: rows.length / width }, (_, i) => rows[i * width + d]!),
  };
}

function inputOf(name: string, d: number, source: Random, far = false, count = 0): Float64Array {
  const scales = Array.from({ length: d + 1 }, () => 2 ** (source.below(8) - (far ? 1010 : 10)));
  const centres = Array.from({ length: d + 1 }, () => source.uniform() - 0.5);
  const point = Array.from({ length: 2 * (d + 1) }, (_, k) => source.uniform() * (k > d ? 2 ** -60 : 1));
  if (name === 'moments') return new Float64Array();
  if (name === 'gradient') return Float64Array.of(...scales, ...centres, ...point);
  if (name === 'residualCounts') {
    return Float64Array.of(...scales, ...centres, ...point, Number.NEGATIVE_INFINITY, 0, -1, 1);
  }
  if (name === 'residuals') return Float64Array.of(...scales, ...centres, ...point, source.below(2));
  if (name === 'combination') {
    const a = Array.from({ length: 2 * count }, (_, k) => source.uniform() * (k < count ? 1 : 2 ** -60));
    return Float64Array.of(...scales, ...centres, ...a);
  }
  if (ofRows.includes(name)) {
    const words = Array.from(
      { length: 4 * d },
      (_, k) => source.uniform() * (k < d || k >= 3 * d ? 2 ** -50 : 1),
    );
    const from = source.below(d + 1);
    const to = from + source.below(d - from + 1);
    const inverse = name === 'leverage' ? Array.from({ length: count * count }, () => source.uniform()) : [];
    return Float64Array.of(...scales, ...centres, ...words, from, to, ...inverse);
  }
  if (name === 'errors') {
    const k = Math.min(d, 5);
    const inverse = Float64Array.from({ length: k * k }, (_, i) =>
      i % k >= Math.floor(i / k) ? source.uniform() : 0,
    );
    const kept = Array.from({ length: k }, (_, j) => d - k + j);
    const leverages = leverageInput({ base: 0.1, kept, offset: kept.map(() => source.uniform()), inverse });
    return Float64Array.of(...scales, ...centres, ...point, ...(source.below(2) === 0 ? [] : leverages));
  }
  if (name === 'relation') return Float64Array.of(...scales, ...centres, ...scales.map(() => 1));
  return Float64Array.of(...scales, ...centres);
}

/** Over features, of rows by rows. */
const ofRows = ['rowGram', 'exactRowGram', 'leverage'];

// Moments for standardization are taken of whole rows alone: test/data/moments.test.ts.
const solverPasses = [...passes.keys()].filter((name) => name !== 'columnMoments');

describe.each(solverPasses)('pass %s', (name) => {
  it('gives the same bits with both kernels, for rows here and there, with the outcome beside and at the end', () => {
    const source = random(7, name);
    for (let trial = 0; trial < 60; trial++) {
      const wide = ofRows.includes(name);
      const d = source.below(10) + (wide && trial % 10 === 0 ? 250 : 0);
      const count = (wide ? [1, 2, 3, 4, 9, 30] : [0, 1, 2, 127, 128, 129, 300])[source.below(wide ? 6 : 7)]!;
      const far = source.below(4) === 0;
      const rows = rowsOf(count, d + 1, source, far);
      const { x, y } = d > 0 ? apartFrom(rows, d + 1) : { x: new Float64Array(), y: rows };
      const input = inputOf(name, d, source, far, count);
      const blocks = [
        [x, y],
        [placed(x), placed(y)],
        [rows, undefined],
        [placed(rows), undefined],
      ] as const;
      const partials = [passes, fast].flatMap((set) =>
        blocks.map(([values, outcomes]) => set.get(name)!.block(values, outcomes, count, d, input)),
      );
      for (const partial of partials) expect(partial, `d ${d}, ${count} rows`).toEqual(partials[0]);
      expect(partials[0]!.length).toBe(lengths[name]!(d, count, input));
      // A partial is the thread's to send away: the next block must not write into it.
      for (const { buffer } of partials) expect(buffer).not.toBe(memory.buffer);
    }
  });
});

const lengths: Record<string, (d: number, count: number, input: Float64Array) => number> = {
  moments: (d) => 2 + 5 * (d + 1),
  spread: (d) => 4 * (d + 1),
  gram: (d) => ((d + 1) * (d + 2)) / 2,
  spreadAndGram: (d) => 4 * (d + 1) + ((d + 1) * (d + 2)) / 2,
  exactGram: (d) => (d + 1) * (d + 2),
  gradient: (d) => 2 * (d + 2),
  errors: () => 6,
  residualCounts: () => 2 * intervalLength,
  relation: () => 1,
  residuals: (_, count) => 2 * count,
  combination: (d) => 2 * (d + 2),
  rowGram: (_, count) => (count * (count + 1)) / 2,
  exactRowGram: (_, count) => count * (count + 1),
  leverage: (d, _, input) => input[6 * d + 3]! - input[6 * d + 2]!,
};

describe('spreadAndGram', () => {
  it('is spread and gram, whatever the number of columns', () => {
    const source = random(8, 'spreadAndGram');
    for (let d = 0; d <= 40; d++) {
      const rows = Array.from({ length: 3 }, () => rowsOf(20, d + 1, source));
      const input = inputOf('gram', d, source);
      const whole = (name: string) => {
        const { block, merge } = fast.get(name)!;
        return rows.map((values) => block(values, undefined, 20, d, input)).reduce(merge);
      };
      const { spread, gram } = apart(whole('spreadAndGram'));
      expect(spread).toEqual(whole('spread'));
      expect(gram).toEqual(whole('gram'));
    }
  });
});

describe('moments', () => {
  it('sums numbers that together are beyond float64, beside small ones', () => {
    const { block, merge } = passes.get('moments')!;
    const y = [Float64Array.of(1, 2, 3), new Float64Array(4).fill(1.5e308), Float64Array.of(1e-300)];
    const [, , min, max, exponent, sum] = y
      .map((values) => block(new Float64Array(), values, values.length, 0, new Float64Array()))
      .reduce(merge);
    expect([min, max]).toEqual([1e-300, 1.5e308]);
    expect(exponent).toBe(1000);
    expect(sum).toBe(1.5e308 * 2 ** -1000 * 4);
  });

  it('sums many numbers near the end of float64', () => {
    const { block } = passes.get('moments')!;
    const count = 20_000;
    const y = new Float64Array(count).fill(2 ** 1010);
    const [, , , , exponent, sum] = block(new Float64Array(), y, count, 0, new Float64Array());
    expect(sum! * 2 ** (exponent! - 1010)).toBe(count);
  });
});
