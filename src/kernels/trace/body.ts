/**
 * The body of one WebAssembly function, instruction by instruction in the binary format. Results of instructions go to
 * fresh locals, so that a value has a number for as long as it is wanted; the engine's compiler finds the registers.
 */

/** The number of a local variable. */
export type Local = number;

type Type = 'i32' | 'f64' | 'v128';

const typeBytes: Readonly<Record<Type, number>> = { i32: 0x7f, f64: 0x7c, v128: 0x7b };

export const ops = {
  loop: [0x03, 0x40],
  if: [0x04, 0x40],
  end: [0x0b],
  br: [0x0c],
  brIf: [0x0d],
  return: [0x0f],
  call: [0x10],
  select: [0x1b],
  i32Eqz: [0x45],
  i32LessU: [0x49],
  i32Add: [0x6a],
  i32Multiply: [0x6c],
  f64Equal: [0x61],
  f64NotEqual: [0x62],
} as const;

/** What there is for a number and for a pair of numbers alike. */
const arithmetic = {
  add: { f64: [0xa0], v128: [0xfd, 0xf0, 0x01] },
  sub: { f64: [0xa1], v128: [0xfd, 0xf1, 0x01] },
  mul: { f64: [0xa2], v128: [0xfd, 0xf2, 0x01] },
  div: { f64: [0xa3], v128: [0xfd, 0xf3, 0x01] },
  min: { f64: [0xa4], v128: [0xfd, 0xf4, 0x01] },
  max: { f64: [0xa5], v128: [0xfd, 0xf5, 0x01] },
  neg: { f64: [0x9a], v128: [0xfd, 0xed, 0x01] },
  abs: { f64: [0x99], v128: [0xfd, 0xec, 0x01] },
  sqrt: { f64: [0x9f], v128: [0xfd, 0xef, 0x01] },
} as const;

/** Of a number the answer is an integer, of a pair a mask. */
const comparisons = {
  eq: { f64: [0x61], v128: [0xfd, 0x47] },
  lt: { f64: [0x63], v128: [0xfd, 0x49] },
  le: { f64: [0x65], v128: [0xfd, 0x4b] },
} as const;

export type Comparison = keyof typeof comparisons;
export type Arithmetic = keyof typeof arithmetic;
export type Width = 'f64' | 'v128';

const double = new Float64Array(1);
const doubleBytes = new Uint8Array(double.buffer);

const splat = [0xfd, 0x14];
const loads = { i32: [0x28, 2], f64: [0x2b, 3], v128: [0xfd, 0x00, 3] } as const;
const stores = { f64: [0x39, 3], v128: [0xfd, 0x0b, 3] } as const;

export class Body {
  readonly #bytes: number[] = [];
  readonly #constants = new Map<
    string,
    { readonly value: number; readonly width: Width; readonly local: Local }
  >();
  readonly #types: Type[];
  readonly #parameters: number;

  constructor(parameters: readonly Type[]) {
    this.#types = [...parameters];
    this.#parameters = parameters.length;
  }

  local(type: Type): Local {
    return this.#types.push(type) - 1;
  }

  put(bytes: ArrayLike<number>): void {
    for (let k = 0; k < bytes.length; k++) this.#bytes.push(bytes[k]!);
  }

  unsigned(value: number): void {
    unsigned(value, this.#bytes);
  }

  get(local: Local): void {
    this.put([0x20]);
    this.unsigned(local);
  }

  set(local: Local): void {
    this.put([0x21]);
    this.unsigned(local);
  }

  /** A fresh local with what lies on the stack. */
  take(type: Type): Local {
    const local = this.local(type);
    this.set(local);
    return local;
  }

  integer(value: number): void {
    this.put([0x41]);
    signed(value | 0, this.#bytes);
  }

  number(value: number): void {
    this.put([0x44]);
    double[0] = value;
    this.put(doubleBytes);
  }

  /** A local with this number, or twice this number, from the beginning of the function on; not to be set. */
  constant(value: number, width: Width): Local {
    const key = `${Object.is(value, -0) ? '-0' : value} ${width}`;
    const known = this.#constants.get(key);
    if (known !== undefined) return known.local;
    const local = this.local(width);
    this.#constants.set(key, { value, width, local });
    return local;
  }

  zeros(): void {
    this.put([0xfd, 0x0c, ...new Array<number>(16).fill(0)]);
  }

  /** Loads from `pointer` + `offset`, or from `offset` itself. */
  load(type: Type, pointer: Local | undefined, offset: number, to = this.local(type)): Local {
    this.#pointer(pointer);
    this.put(loads[type]);
    this.unsigned(offset);
    this.set(to);
    return to;
  }

  store(type: Width, pointer: Local | undefined, offset: number, value: () => void): void {
    this.#pointer(pointer);
    value();
    this.put(stores[type]);
    this.unsigned(offset);
  }

  #pointer(pointer: Local | undefined): void {
    if (pointer === undefined) this.integer(0);
    else this.get(pointer);
  }

  /** Of one argument or two. */
  arithmetic(name: Arithmetic, type: Width, a: Local, b?: Local): Local {
    this.get(a);
    if (b !== undefined) this.get(b);
    this.put(arithmetic[name][type]);
    return this.take(type);
  }

  compare(name: Comparison, type: Width, a: Local, b: Local): Local {
    this.get(a);
    this.get(b);
    this.put(comparisons[name][type]);
    return this.take(type === 'f64' ? 'i32' : 'v128');
  }

  /** Of pairs: b < a ? b : a, or a < b ? b : a. The engine has one instruction for each, but many for min and max. */
  pick(name: 'smaller' | 'larger', a: Local, b: Local): Local {
    this.get(a);
    this.get(b);
    this.put(name === 'smaller' ? [0xfd, 0xf6, 0x01] : [0xfd, 0xf7, 0x01]);
    return this.take('v128');
  }

  choose(type: Width, condition: Local, yes: Local, no: Local): Local {
    this.get(yes);
    this.get(no);
    this.get(condition);
    this.put(type === 'f64' ? ops.select : [0xfd, 0x52]);
    return this.take(type);
  }

  /** 2^k for an integer k: k + 1023 in the low bits of a number of exponent 52, moved to where exponents stand. */
  pow2(type: Width, k: Local): Local {
    const biased = this.arithmetic('add', type, k, this.constant(1.5 * 2 ** 52 + 1023, type));
    this.get(biased);
    if (type === 'v128') {
      this.integer(52);
      this.put([0xfd, 0xcb, 0x01]);
    } else this.put([0xbd, 0x42, 52, 0x86, 0xbf]);
    return this.take(type);
  }

  /** e of m·2^e, 1 ≤ m < 2: the bits of e + 1023 in the low bits of 2^52. */
  exponent(type: Width, a: Local): Local {
    const two52 = this.constant(2 ** 52, type);
    this.get(a);
    if (type === 'v128') {
      this.integer(52);
      this.put([0xfd, 0xcd, 0x01]);
      this.get(two52);
      this.put([0xfd, 0x50]);
    } else {
      this.put([0xbd, 0x42, 52, 0x88]);
      this.get(two52);
      this.put([0xbd, 0x84, 0xbf]);
    }
    return this.arithmetic('sub', type, this.take(type), this.constant(2 ** 52 + 1023, type));
  }

  /** An integer: local += by */
  advance(local: Local, by: number): void {
    this.get(local);
    this.integer(by);
    this.put(ops.i32Add);
    this.set(local);
  }

  /** to += by */
  accumulate(type: Width, to: Local, by: Local): void {
    this.get(to);
    this.get(by);
    this.put(arithmetic.add[type]);
    this.set(to);
  }

  /** Puts a number of a pair on the stack. */
  lane(pair: Local, lane: number): void {
    this.get(pair);
    this.put([0xfd, 0x21, lane]);
  }

  splat(single: Local): Local {
    this.get(single);
    this.put(splat);
    return this.take('v128');
  }

  pairOf(first: Local, second: Local): Local {
    this.get(first);
    this.put(splat);
    this.get(second);
    this.put([0xfd, 0x22, 1]);
    return this.take('v128');
  }

  /** Number `i` of a and number `j` of b. */
  shuffle(a: Local, b: Local, i: number, j: number): Local {
    this.get(a);
    this.get(b);
    this.put([0xfd, 0x0d]);
    for (let k = 0; k < 8; k++) this.#bytes.push(8 * i + k);
    for (let k = 0; k < 8; k++) this.#bytes.push(16 + 8 * j + k);
    return this.take('v128');
  }

  /** The body as it stands in a module. */
  bytes(): number[] {
    const runs: [number, Type][] = [];
    for (const type of this.#types.slice(this.#parameters)) {
      const last = runs.at(-1);
      if (last?.[1] === type) last[0]++;
      else runs.push([1, type]);
    }
    const bytes: number[] = [];
    unsigned(runs.length, bytes);
    for (const [count, type] of runs) {
      unsigned(count, bytes);
      bytes.push(typeBytes[type]);
    }
    return bytes.concat(this.#beginning(), this.#bytes, ops.end);
  }

  #beginning(): number[] {
    const body = new Body([]);
    for (const { value, width, local } of this.#constants.values()) {
      body.number(value);
      if (width === 'v128') body.put(splat);
      body.set(local);
    }
    return body.#bytes;
  }
}

/** LEB128, of values below 2³². */
export function unsigned(value: number, to: number[]): void {
  let rest = value;
  for (; rest >= 128; rest = Math.floor(rest / 128)) to.push((rest % 128) + 128);
  to.push(rest);
}

/** Signed LEB128 of a 32-bit integer. */
function signed(value: number, to: number[]): void {
  let rest = value;
  for (; rest < -64 || rest >= 64; rest >>= 7) to.push((rest & 127) | 128);
  to.push(rest & 127);
}
