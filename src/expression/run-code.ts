/** Runs code in plain loops: what the WebAssembly code is held against, bit by bit, and its fallback. */
import type { Code, Instruction } from './code.js';
import { operations } from './machine.js';

/** Elements at a time: the registers of usual code stay in the cache. */
const chunk = 128;

/**
 * outs[k][i] = result k of element i of the inputs, for i below `count`; further inputs, `shared`, have one number. An
 * output may be one of the inputs.
 */
export function runPlain(
  { instructions, results }: Code,
  ins: readonly Float64Array[],
  outs: readonly Float64Array[],
  count: number,
  shared: readonly Float64Array[] = [],
): void {
  const registers = registersOf(instructions);
  for (const [k, [value]] of shared.entries()) registers[ins.length + k]!.fill(value!);
  for (let from = 0; from < count; from += chunk) {
    const length = Math.min(chunk, count - from);
    for (let k = 0; k < ins.length; k++) copy(ins[k]!, from, registers[k]!, 0, length);
    for (let k = 0; k < instructions.length; k++) run(instructions[k]!, registers, registers[k]!, length);
    for (let k = 0; k < results.length; k++) copy(registers[results[k]!]!, 0, outs[k]!, from, length);
  }
}

const known = new WeakMap<readonly Instruction[], Float64Array[]>();

/** The same arrays for each run of a code. */
function registersOf(instructions: readonly Instruction[]): Float64Array[] {
  const registers =
    known.get(instructions) ??
    instructions.map((one) => new Float64Array(chunk).fill(one.operation === 'constant' ? one.value : 0));
  known.set(instructions, registers);
  return registers;
}

function copy(from: Float64Array, first: number, to: Float64Array, at: number, length: number): void {
  for (let i = 0; i < length; i++) to[at + i] = from[first + i]!;
}

/** All results for one number a input. */
export function valuesOf(code: Code, inputs: readonly number[]): number[] {
  const outs = code.results.map(() => new Float64Array(1));
  runPlain(
    code,
    inputs.map((value) => Float64Array.of(value)),
    outs,
    1,
  );
  return outs.map((out) => out[0]!);
}

function run(
  instruction: Instruction,
  registers: readonly Float64Array[],
  out: Float64Array,
  length: number,
): void {
  if (!('registers' in instruction)) return;
  const { operation } = instruction;
  const [first = 0, second = 0, third = 0] = instruction.registers;
  const [a, b, c] = [registers[first]!, registers[second]!, registers[third]!];
  // The usual ones as loops of their own: a call of a function for each element is slow.
  if (operation === 'add') for (let i = 0; i < length; i++) out[i] = a[i]! + b[i]!;
  else if (operation === 'sub') for (let i = 0; i < length; i++) out[i] = a[i]! - b[i]!;
  else if (operation === 'mul') for (let i = 0; i < length; i++) out[i] = a[i]! * b[i]!;
  else if (operation === 'div') for (let i = 0; i < length; i++) out[i] = a[i]! / b[i]!;
  else if (operation === 'lt') for (let i = 0; i < length; i++) out[i] = a[i]! < b[i]! ? 1 : 0;
  else if (operation === 'select') for (let i = 0; i < length; i++) out[i] = a[i] === 1 ? b[i]! : c[i]!;
  else {
    const apply: (x: number, y: number, z: number) => number = operations[operation];
    for (let i = 0; i < length; i++) out[i] = apply(a[i]!, b[i]!, c[i]!);
  }
}
