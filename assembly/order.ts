/** What stands before the steps of a window: its rows in random order, and the reading of them into the cache. */

/**
 * Writes first … first + count − 1 to `out` in the order of `permutation` in src/random.ts, drawn from the generator
 * whose state is the four words at `state`; the two give the same numbers.
 */
export function permute(state: usize, out: usize, count: i32, first: u32): void {
  let a = load<u32>(state);
  let b = load<u32>(state, 4);
  let c = load<u32>(state, 8);
  let d = load<u32>(state, 12);
  for (let i = 0; i < count; i++) store<u32>(out + (<usize>i << 2), first + i);
  for (let n = <u32>count; n > 1; n--) {
    let drawn: u32;
    do {
      drawn = rotl<u32>(b * 5, 7) * 9;
      const t = b << 9;
      c ^= a;
      d ^= b;
      b ^= c;
      a ^= d;
      c ^= t;
      d = rotl<u32>(d, 11);
      // 2³² − n as a word; the multiple of n that bounds what counts, less 1, is worked out only beyond it.
    } while (drawn > 0 - n && drawn > ~(<u32>(0x1_0000_0000 % <u64>n)));
    const at = out + (<usize>(n - 1) << 2);
    const other = out + (<usize>(drawn % n) << 2);
    const held = load<u32>(at);
    store<u32>(at, load<u32>(other));
    store<u32>(other, held);
  }
}

/**
 * Reads one number of every cache line of [from, end), in eight places at a time: the memory answers several readers
 * sooner than one. The result is of no use but to keep the reading.
 */
export function touch(from: usize, end: usize): u32 {
  const part = ((end - from) >> 3) & ~63;
  const middle = from + part;
  let a: u32 = 0;
  let b: u32 = 0;
  for (; from < middle; from += 64) {
    a ^= load<u32>(from) ^ load<u32>(from + part);
    b ^= load<u32>(from + 2 * part) ^ load<u32>(from + 3 * part);
    a ^= load<u32>(from + 4 * part) ^ load<u32>(from + 5 * part);
    b ^= load<u32>(from + 6 * part) ^ load<u32>(from + 7 * part);
  }
  for (from += 7 * part; from < end; from += 64) a ^= load<u32>(from);
  return a ^ b;
}
