import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { permutation, random } from '#chainrule/random.js';

const draw = (count: number, ...key: Parameters<typeof random>) => {
  const source = random(...key);
  return Array.from({ length: count }, () => source.uint32());
};

describe('keyed random numbers', () => {
  it('are the same for ever: models depend on them', () => {
    expect(draw(3, 1, 'order', 2, 3)).toEqual([2236509378, 3891605826, 566521041]);
    expect([...permutation(8, random(1, 'order'))]).toEqual([7, 3, 5, 0, 4, 6, 1, 2]);
  });

  it('the same key gives the same stream, any other key another', () => {
    const key = fc.tuple(fc.maxSafeNat(), fc.constantFrom('order', 'init', 'rows'), fc.maxSafeNat());
    const property = fc.property(key, key, (a, b) => {
      expect(draw(4, ...a)).toEqual(draw(4, ...a));
      fc.pre(a.some((part, k) => part !== b[k]));
      expect(draw(4, ...a)).not.toEqual(draw(4, ...b));
    });
    fc.assert(property, { numRuns: 300, seed: 1 });
  });

  it('the high half of a seed counts', () => {
    expect(draw(4, 5, 'order')).not.toEqual(draw(4, 5 + 2 ** 32, 'order'));
  });

  it('uniform lies in [0, 1) and below(n) in [0, n), each value about equally often', () => {
    const source = random(1, 'test');
    const uniform = Array.from({ length: 20_000 }, () => source.uniform());
    expect(uniform.every((value) => value >= 0 && value < 1)).toBe(true);
    // The mean of 20,000 has standard deviation 0.002.
    expect(Math.abs(uniform.reduce((sum, value) => sum + value, 0) / 20_000 - 0.5)).toBeLessThan(0.01);
    const counts = [0, 0, 0, 0, 0, 0, 0];
    for (let k = 0; k < 14_000; k++) {
      const drawn = source.below(7);
      counts[drawn] = (counts[drawn] ?? Number.NaN) + 1;
    }
    // Each count of 2,000 has standard deviation 41.
    for (const count of counts) expect(Math.abs(count - 2000)).toBeLessThan(210);
    expect([source.below(1), counts.length]).toEqual([0, 7]);
    expect(source.below(2 ** 32)).toBeLessThan(2 ** 32);
  });

  it('below(n) favours no number where 2³² is not a multiple of n', () => {
    const source = random(2, 'test');
    let inFirstThird = 0;
    for (let k = 0; k < 6000; k++) if (source.below(3 * 2 ** 30) < 2 ** 30) inFirstThird++;
    // Standard deviation 37; a plain remainder would put half of them there.
    expect(Math.abs(inFirstThird - 2000)).toBeLessThan(190);
  });

  it('a permutation holds each number once', () => {
    const property = fc.property(fc.nat(200), fc.nat(), (n, seed) => {
      const order = [...permutation(n, random(seed, 'test'))];
      expect(order.sort((a, b) => a - b)).toEqual([...Array(n).keys()]);
    });
    fc.assert(property, { numRuns: 100, seed: 2 });
  });

  it('each of the six permutations of three comes about equally often', () => {
    const counts = new Map<string, number>();
    const source = random(3, 'test');
    for (let k = 0; k < 6000; k++) {
      const order = permutation(3, source).join('');
      counts.set(order, (counts.get(order) ?? 0) + 1);
    }
    expect([...counts.keys()].sort()).toEqual(['012', '021', '102', '120', '201', '210']);
    // Standard deviation 29.
    for (const count of counts.values()) expect(Math.abs(count - 1000)).toBeLessThan(150);
  });
});
