/**
 * Code of expressions: instructions in order, each giving one register, with equal subexpressions computed once.
 *
 * Both interpreters work from it: plain loops (`run-code.ts`) and WebAssembly (kernels). Every instruction is one correctly
 * rounded operation of IEEE float64, or moves bits, so both give the same bits on every machine. The functions that the
 * language leaves open are written with these instructions: see `functions.ts`.
 */
import type { Expression } from './expression.js';
import { functions } from './functions.js';
import { type FunctionName, type MachineExpression, type Operation, operations } from './machine.js';

export type Instruction =
  | { readonly operation: 'input'; readonly input: number }
  | { readonly operation: 'constant'; readonly value: number }
  | { readonly operation: Operation; readonly registers: readonly number[] };

export interface Code {
  /** How many arrays it reads; register k < inputs holds an element of array k. */
  readonly inputs: number;
  /** One for each register. */
  readonly instructions: readonly Instruction[];
  /** The registers that are written, one for each output. */
  readonly results: readonly number[];
}

interface Scope {
  readonly variables: ReadonlyMap<string, number>;
  /** Of expressions that occur more than once as one object. */
  readonly registers: Map<object, number>;
}

/** The code of expressions over these inputs, with constants in place of their names. */
export function codeOf(
  results: readonly Expression[],
  inputs: readonly string[],
  constants: Readonly<Record<string, number>> = {},
): Code {
  const instructions: Instruction[] = inputs.map((_, input) => ({ operation: 'input', input }));
  const known = new Map<string, number>();
  const emit = (key: string, instruction: Instruction): number => {
    const register = known.get(key) ?? instructions.push(instruction) - 1;
    known.set(key, register);
    return register;
  };
  const registerOf = (expression: MachineExpression, scope: Scope): number => {
    if (typeof expression === 'number') {
      const key = Object.is(expression, -0) ? '-0' : `${expression}`;
      return emit(key, { operation: 'constant', value: expression });
    }
    if (typeof expression === 'string') {
      const register = scope.variables.get(expression);
      if (register !== undefined) return register;
      const value = constants[expression];
      if (value === undefined) throw new TypeError(`an expression has an unknown variable "${expression}"`);
      return registerOf(value, scope);
    }
    const seen = scope.registers.get(expression);
    if (seen !== undefined) return seen;
    const register = apply(expression, scope);
    scope.registers.set(expression, register);
    return register;
  };
  /** Of an exponent: b of aᵇ, or b − 1 as in its derivative. */
  const numberOf = (expression: MachineExpression, scope: Scope): number | undefined => {
    if (typeof expression === 'number') return expression;
    if (typeof expression === 'string')
      return scope.variables.has(expression) ? undefined : constants[expression];
    if (expression[0] !== 'sub') return undefined;
    const [a, b] = expression.slice(1).map((part) => numberOf(part as MachineExpression, scope));
    return a === undefined || b === undefined ? undefined : a - b;
  };
  const apply = ([primitive, ...args]: Exclude<MachineExpression, number | string>, scope: Scope): number => {
    const short = primitive === 'pow' ? shortPower(args[0]!, numberOf(args[1]!, scope)) : undefined;
    if (short !== undefined) return registerOf(short, scope);
    const registers = args.map((argument) => registerOf(argument, scope));
    if (primitive in functions) {
      const variables = new Map(registers.map((register, k) => [k === 0 ? 'x' : 'y', register]));
      return registerOf(functions[primitive as FunctionName], { variables, registers: new Map() });
    }
    if (!(primitive in operations)) throw new TypeError(`there is no primitive "${primitive}"`);
    const operation = primitive as Operation;
    const divisor = args[1];
    // A product takes less time than a quotient, and with a power of two both are exact.
    if (operation === 'div' && typeof divisor === 'number' && isPowerOfTwo(divisor))
      return divisor === 1 ? registers[0]! : registerOf(['mul', 1 / divisor, args[0]!], scope);
    return emit(`${operation} ${registers.join(' ')}`, { operation, registers });
  };
  const variables = new Map(inputs.map((name, input) => [name, input]));
  const scope = { variables, registers: new Map() };
  return { inputs: inputs.length, results: results.map((result) => registerOf(result, scope)), instructions };
}

/** Powers that take a few operations in place of a logarithm and an exponential. */
function shortPower(base: MachineExpression, exponent: number | undefined): MachineExpression | undefined {
  const square: MachineExpression = ['mul', base, base];
  switch (exponent) {
    case -2:
      return ['div', 1, square];
    case -1:
      return ['div', 1, base];
    case 0:
      return 1;
    case 0.5:
      return ['sqrt', base];
    case 1:
      return base;
    case 2:
      return square;
    case 3:
      return ['mul', base, square];
    default:
      return undefined;
  }
}

/** Of those whose reciprocal is one as well. */
function isPowerOfTwo(value: number): boolean {
  const [low = 0, high = 0] = new Uint32Array(Float64Array.of(value).buffer);
  const exponent = (high >>> 20) & 0x7ff;
  return low === 0 && (high & 0xfffff) === 0 && exponent > 23 && exponent < 2023;
}
