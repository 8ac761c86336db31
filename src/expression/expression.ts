/**
 * Expressions: what an elementwise op computes of one element, as plain data.
 *
 * An expression is a number, the name of a variable, or a primitive applied to expressions: `['mul', 0.5, ['mul', 'a',
 * 'a']]`. It is JSON, so a model file can hold it and any thread can compile it. Values, derivatives, symbols and code
 * are interpretations of the same data: see `derive.ts`, `symbols.ts` and `code.ts`.
 */

/** Every primitive and the number of its arguments. `lt`, `le` and `eq` give a condition, which only `select` takes. */
export const arity = {
  add: 2,
  sub: 2,
  mul: 2,
  div: 2,
  pow: 2,
  neg: 1,
  abs: 1,
  sign: 1,
  sqrt: 1,
  min: 2,
  max: 2,
  exp: 1,
  expm1: 1,
  log: 1,
  log1p: 1,
  tanh: 1,
  lt: 2,
  le: 2,
  eq: 2,
  select: 3,
} as const;

export type Primitive = keyof typeof arity;

export type Expression = number | string | Application;
export type Application = readonly [Primitive, ...Expression[]];

type Unary = (a: Expression) => Expression;
type Binary = (a: Expression, b: Expression) => Expression;

const unary =
  (primitive: Primitive): Unary =>
  (a) => [primitive, a];
const binary =
  (primitive: Primitive): Binary =>
  (a, b) => [primitive, a, b];

export const add = binary('add');
export const sub = binary('sub');
export const mul = binary('mul');
export const div = binary('div');
/** aᵇ; of a negative a for whole b only, and 1 for b = 0. */
export const pow = binary('pow');
export const neg = unary('neg');
export const abs = unary('abs');
/** −1, 0 or 1: what has the value 0 or NaN keeps it. */
export const sign = unary('sign');
export const sqrt = unary('sqrt');
export const min = binary('min');
export const max = binary('max');
export const exp = unary('exp');
export const expm1 = unary('expm1');
export const log = unary('log');
export const log1p = unary('log1p');
export const tanh = unary('tanh');
/** a < b: false where either is NaN. */
export const lt = binary('lt');
/** a ≤ b */
export const le = binary('le');
/** a = b; −0 equals 0. */
export const eq = binary('eq');
/** `yes` where the condition holds, else `no`. What is not selected has no effect, be it NaN or infinite. */
export const select = (condition: Expression, yes: Expression, no: Expression): Expression => [
  'select',
  condition,
  yes,
  no,
];
export const square: Unary = (a) => mul(a, a);
export const half = 0.5;

/** Whether an expression is a primitive applied to others. */
export function isApplication(expression: Expression): expression is Application {
  return typeof expression === 'object';
}

export function isCondition(expression: Expression): boolean {
  return isApplication(expression) && ['lt', 'le', 'eq'].includes(expression[0]);
}

export function sameExpression(a: Expression, b: Expression): boolean {
  if (a === b) return true;
  if (!isApplication(a) || !isApplication(b)) return Object.is(a, b);
  return (
    a.length === b.length && a[0] === b[0] && argumentsOf(a).every((x, i) => sameExpression(x, b[i + 1]!))
  );
}

export function argumentsOf([, ...args]: Application): readonly Expression[] {
  return args;
}

/** The variables of an expression, some more than once. */
export function variablesOf(expression: Expression): string[] {
  if (typeof expression === 'string') return [expression];
  return isApplication(expression) ? argumentsOf(expression).flatMap(variablesOf) : [];
}
