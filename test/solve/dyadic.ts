/** Dyadic numbers m·2^e over BigInt: every float64 is one, and sums and products of them are exact. */

/** m · 2^e, exactly. */
export interface Dyadic {
  readonly m: bigint;
  readonly e: number;
}

export const nothing: Dyadic = { m: 0n, e: 0 };

export function dyadic(x: number): Dyadic {
  if (!Number.isFinite(x)) throw new Error(`${x} is not a number`);
  const bits = new DataView(new ArrayBuffer(8));
  bits.setFloat64(0, x);
  const word = bits.getBigUint64(0);
  const biased = Number((word >> 52n) & 0x7ffn);
  const fraction = word & 0xfffffffffffffn;
  const m = biased === 0 ? fraction : fraction | 0x10000000000000n;
  return trimmed({ m: word >> 63n ? -m : m, e: Math.max(biased, 1) - 1075 });
}

function trimmed({ m, e }: Dyadic): Dyadic {
  if (m === 0n) return nothing;
  let rest = m;
  let shift = e;
  while ((rest & 0xffffffffffffffffn) === 0n) {
    rest >>= 64n;
    shift += 64;
  }
  while ((rest & 1n) === 0n) {
    rest >>= 1n;
    shift += 1;
  }
  return { m: rest, e: shift };
}

/** a · 2^(a.e − e) as an integer, e being at most a.e. */
export function integer(a: Dyadic, e: number): bigint {
  return a.m === 0n ? 0n : a.m << BigInt(a.e - e);
}

export function plus(a: Dyadic, b: Dyadic): Dyadic {
  if (a.m === 0n) return b;
  if (b.m === 0n) return a;
  const e = Math.min(a.e, b.e);
  return { m: integer(a, e) + integer(b, e), e };
}

export function minus(a: Dyadic, b: Dyadic): Dyadic {
  return plus(a, { m: -b.m, e: b.e });
}

export function product(...factors: readonly Dyadic[]): Dyadic {
  return factors.reduce((a, b) => ({ m: a.m * b.m, e: a.e + b.e }), { m: 1n, e: 0 });
}

export function sum(terms: readonly Dyadic[]): Dyadic {
  return terms.reduce(plus, nothing);
}

export function bitLength(m: bigint): number {
  return (m < 0n ? -m : m).toString(2).length;
}

/** ⌊√m⌋. */
export function squareRoot(m: bigint): bigint {
  let root = 1n << BigInt(Math.ceil(bitLength(m) / 2));
  for (;;) {
    const next = (root + m / root) >> 1n;
    if (next >= root) return root;
    root = next;
  }
}
