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

/** The name of a primitive. */
export type Primitive = keyof typeof arity;

/** A number, the name of a variable, or a primitive applied to expressions. */
export type Expression = number | string | Application;
/** A primitive and its arguments. */
export type Application = readonly [Primitive, ...Expression[]];

type Unary = (a: Expression) => Expression;
type Binary = (a: Expression, b: Expression) => Expression;

const unary =
  (primitive: Primitive): Unary =>
  (a) => [primitive, a];
const binary =
  (primitive: Primitive): Binary =>
  (a, b) => [primitive, a, b];

/** a + b */
export const add = binary('add');
/** a − b */
export const sub = binary('sub');
/** a · b */
export const mul = binary('mul');
/** a / b */
export const div = binary('div');
/** aᵇ; of a negative a for whole b only, and 1 for b = 0. */
export const pow = binary('pow');
/** −a */
export const neg = unary('neg');
/** |a| */
export const abs = unary('abs');
/** −1, 0 or 1: what has the value 0 or NaN keeps it. */
export const sign = unary('sign');
/** √a */
export const sqrt = unary('sqrt');
/** The smaller of a and b. */
export const min = binary('min');
/** The larger of a and b. */
export const max = binary('max');
/** eᵃ */
export const exp = unary('exp');
/** eᵃ − 1, without cancellation near 0. */
export const expm1 = unary('expm1');
/** The natural logarithm of a. */
export const log = unary('log');
/** log(1 + a), without cancellation near 0. */
export const log1p = unary('log1p');
/** The hyperbolic tangent of a. */
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
/** a² */
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
