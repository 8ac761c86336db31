/**
 * The operations that code is made of. Each is exact or correctly rounded, and WebAssembly has it for pairs of numbers.
 *
 * Beside the primitives that are one instruction there are two that only `functions.ts` uses:
 *
 *     pow2       2^k for an integer k from −1022 to 1023
 *     exponent   e of x = m·2^e, 1 ≤ m < 2, for a normal x > 0
 */
import type { Primitive } from './expression.js';

export type FunctionName = 'sign' | 'pow' | 'exp' | 'expm1' | 'log' | 'log1p' | 'tanh';
export type Operation = Exclude<Primitive, FunctionName> | 'pow2' | 'exponent';

export type MachineExpression = number | string | readonly [Primitive | Operation, ...MachineExpression[]];

/** The value of each operation; conditions are true or false, and only `select` takes one. */
export const operations = {
  add: (a, b) => a + b,
  sub: (a, b) => a - b,
  mul: (a, b) => a * b,
  div: (a, b) => a / b,
  neg: (a) => -a,
  abs: (a) => Math.abs(a),
  sqrt: (a) => Math.sqrt(a),
  min: (a, b) => Math.min(a, b),
  max: (a, b) => Math.max(a, b),
  lt: (a, b) => Number(a < b),
  le: (a, b) => Number(a <= b),
  eq: (a, b) => Number(a === b),
  select: (condition, yes, no) => (condition === 1 ? yes : no),
  pow2: (k) => {
    words[1] = (k + 1023) << 20;
    words[0] = 0;
    return double[0]!;
  },
  exponent: (a) => {
    double[0] = a;
    return (words[1]! >>> 20) - 1023;
  },
} as const satisfies Record<Operation, (a: number, b: number, c: number) => number>;

const double = new Float64Array(1);
/** Low word first: all supported machines are little-endian. */
const words = new Int32Array(double.buffer);
