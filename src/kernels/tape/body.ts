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
  f64Sqrt: [0x9f],
} as const;

/** What there is for a number and for a pair of numbers alike. */
const arithmetic = {
  add: { f64: [0xa0], v128: [0xfd, 0xf0, 0x01] },
  subtract: { f64: [0xa1], v128: [0xfd, 0xf1, 0x01] },
  multiply: { f64: [0xa2], v128: [0xfd, 0xf2, 0x01] },
  divide: { f64: [0xa3], v128: [0xfd, 0xf3, 0x01] },
} as const;

export type Arithmetic = keyof typeof arithmetic;
export type Width = 'f64' | 'v128';

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

  put(bytes: readonly number[]): void {
    for (const byte of bytes) this.#bytes.push(byte);
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
    this.put([...new Uint8Array(Float64Array.of(value).buffer)]);
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

  binary(name: Arithmetic, type: Width, a: Local, b: Local): Local {
    this.get(a);
    this.get(b);
    this.put(arithmetic[name][type]);
    return this.take(type);
  }

  /** −a, of other bits than −1·a for no number alone. */
  negative(type: Width, a: Local): Local {
    this.get(a);
    this.put(type === 'f64' ? [0x9a] : [0xfd, 0xed, 0x01]);
    return this.take(type);
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
