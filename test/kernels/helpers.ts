/** Shared memory with arrays placed at odd offsets, and numbers that tell every bit apart. */
import { allocate, createMemory, float64At } from '#chainrule/kernels/memory.js';
import { type Random, random } from '#chainrule/random.js';

export const memory = createMemory();

/** An array in shared memory, 8 bytes aligned only. */
export function placed(values: ArrayLike<number>): Float64Array {
  const address = allocate(memory, (values.length + 1) * 8) + 8;
  const array = float64At(memory, address, values.length);
  array.set(values);
  return array;
}

const special = [0, -0, Number.NaN, Infinity, -Infinity, 5e-324, -1e308, 1];

/** Numbers of many sizes; with `wild` one in eight is −0, NaN, infinite or denormal. */
export function numbers(length: number, source: Random, wild = false): Float64Array {
  return Float64Array.from({ length }, () => {
    if (wild && source.below(8) === 0) return special[source.below(special.length)]!;
    return (source.uniform() - 0.5) * 10 ** (source.below(9) - 4);
  });
}

export const seeded = (seed: number) => random(seed, 'kernels test');
