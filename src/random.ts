/**
 * Random numbers keyed by (seed, purpose, numbers…): the same key gives the same stream on every machine and thread,
 * whoever draws first. Integer arithmetic only.
 *
 * The generator is xoshiro128** (Blackman and Vigna, "Scrambled linear pseudorandom number generators", 2021),
 * seeded by running the key through the MurmurHash3 finalizer.
 */

/** A stream of random numbers. */
export interface Random {
  /** A whole number in [0, 2³²). */
  uint32(): number;
  /** A whole number in [0, n), each equally likely; 1 ≤ n ≤ 2³². */
  below(n: number): number;
  /** A multiple of 2⁻⁵³ in [0, 1). */
  uniform(): number;
}

function mix(state: number, value: number): number {
  let h = Math.imul(state ^ value, 0x9e3779b1);
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return (h ^ (h >>> 16)) >>> 0;
}

/** Every 32-bit half of every part of the key, the purpose letter by letter. */
function keyWords(seed: number, purpose: string, keys: readonly number[]): number[] {
  const words: number[] = [];
  for (const key of [seed, ...keys]) words.push(key >>> 0, Math.floor(key / 2 ** 32) >>> 0);
  for (let i = 0; i < purpose.length; i++) words.push(purpose.charCodeAt(i));
  return words;
}

/** What a stream starts from: four words of 32 bits. */
export type RandomState = readonly [number, number, number, number];

/** The start of the stream of a key; `seed` and `keys` are whole numbers in [0, 2⁵³). */
export function randomState(seed: number, purpose: string, ...keys: readonly number[]): RandomState {
  const words = keyWords(seed, purpose, keys);
  const lane = (number: number) => words.reduce(mix, mix(0, number));
  return [lane(1), lane(2), lane(3), lane(4) | 1]; // a state of four zeros would stay there
}

/** The stream of a key. */
export function random(seed: number, purpose: string, ...keys: readonly number[]): Random {
  return randomFrom(randomState(seed, purpose, ...keys));
}

/** The stream from a start. */
export function randomFrom(state: RandomState): Random {
  let [a, b, c, d] = state;

  const uint32 = (): number => {
    const five = Math.imul(b, 5);
    const result = Math.imul((five << 7) | (five >>> 25), 9) >>> 0;
    const t = b << 9;
    c ^= a;
    d ^= b;
    b ^= c;
    a ^= d;
    c ^= t;
    d = (d << 11) | (d >>> 21);
    return result;
  };

  return {
    uint32,
    below(n) {
      // Numbers at or above the largest multiple of n would favour small results: draw again. That multiple is above
      // 2³² − n, so it need hardly ever be worked out, which takes longer than a draw.
      let drawn = uint32();
      if (drawn > 2 ** 32 - n) {
        const limit = 2 ** 32 - (2 ** 32 % n);
        while (drawn >= limit) drawn = uint32();
      }
      return drawn % n;
    },
    uniform: () => ((uint32() >>> 5) * 2 ** 26 + (uint32() >>> 6)) * 2 ** -53,
  };
}

/** A permutation of 0 … n − 1, each equally likely (Fisher and Yates); n < 2³². */
export function permutation(n: number, source: Random): Uint32Array {
  const order = new Uint32Array(n);
  for (let i = 0; i < n; i++) order[i] = i;
  for (let i = n - 1; i > 0; i--) {
    const j = source.below(i + 1);
    const held = order[i]!;
    order[i] = order[j]!;
    order[j] = held;
  }
  return order;
}
