/**
 * Derivatives of expressions: each primitive has its own partials, and the chain rule joins them.
 *
 * A `select` is differentiated arm by arm, so an arm that is not taken contributes nothing, even where its own
 * derivative is infinite or NaN.
 */
import {
  add,
  argumentsOf,
  div,
  type Expression,
  eq,
  isApplication,
  log,
  lt,
  mul,
  neg,
  type Primitive,
  pow,
  sameExpression,
  select,
  sign,
  sub,
} from './expression.js';

/** ∂v/∂(each argument), for a primitive's value v; conditions have no derivative. */
const partialsOf: Readonly<
  Record<Exclude<Primitive, 'select'>, (v: Expression, a: Expression, b: Expression) => readonly Expression[]>
> = {
  add: () => [1, 1],
  sub: () => [1, -1],
  mul: (_, a, b) => [b, a],
  div: (v, _, b) => [div(1, b), neg(div(v, b))],
  // 0ᵇ ln 0 is 0·∞; its limit is 0.
  pow: (v, a, b) => [mul(b, pow(a, sub(b, 1))), select(eq(a, 0), 0, mul(v, log(a)))],
  neg: () => [-1],
  abs: (_, a) => [sign(a)],
  sign: () => [0],
  sqrt: (v) => [div(0.5, v)],
  // Where both are equal the second one counts.
  min: (_, a, b) => [select(lt(a, b), 1, 0), select(lt(a, b), 0, 1)],
  max: (_, a, b) => [select(lt(b, a), 1, 0), select(lt(b, a), 0, 1)],
  exp: (v) => [v],
  expm1: (v) => [add(v, 1)],
  log: (_, a) => [div(1, a)],
  log1p: (_, a) => [div(1, add(1, a))],
  tanh: (v) => [sub(1, mul(v, v))],
  lt: () => [0, 0],
  le: () => [0, 0],
  eq: () => [0, 0],
};

/** ∂(expression)/∂(variable). What equals the whole expression is written as the variable `out`. */
export function derivative(expression: Expression, variable: string): Expression {
  const known = new Map<Expression, Expression>();
  const of = (part: Expression): Expression => {
    if (!isApplication(part)) return part === variable ? 1 : 0;
    const seen = known.get(part);
    if (seen !== undefined) return seen;
    const result = applied(part);
    known.set(part, result);
    return result;
  };
  const applied = (part: readonly [Primitive, ...Expression[]]): Expression => {
    const args = argumentsOf(part);
    if (part[0] === 'select') {
      const [condition, yes, no] = args.map((argument, k) => (k === 0 ? argument : of(argument)));
      return sameExpression(yes!, no!) ? yes! : select(condition!, yes!, no!);
    }
    const partials = partialsOf[part[0]](part, args[0]!, args[1] ?? 0);
    return args.reduce<Expression>((sum, argument, k) => plus(sum, times(partials[k]!, of(argument))), 0);
  };
  return withOut(of(expression), expression);
}

/** a + b, without what adds nothing. */
function plus(a: Expression, b: Expression): Expression {
  if (a === 0) return b;
  if (b === 0) return a;
  return sameExpression(a, b) ? times(2, a) : add(a, b);
}

/** a·b, with the factors that are numbers multiplied out; a factor that is always 0 makes it 0. */
function times(a: Expression, b: Expression): Expression {
  if (a === 0 || b === 0) return 0;
  const [p, x] = coefficient(a);
  const [q, y] = coefficient(b);
  const factor = p * q;
  const rest = x === 1 ? y : y === 1 ? x : mul(x, y);
  if (rest === 1) return factor;
  if (factor === 1) return rest;
  return factor === -1 ? neg(rest) : mul(factor, rest);
}

/** A number and what it multiplies. */
export function coefficient(expression: Expression): readonly [number, Expression] {
  if (typeof expression === 'number') return [expression, 1];
  if (!isApplication(expression)) return [1, expression];
  const [primitive, a = 0, b = 0] = expression;
  if (primitive === 'neg') {
    const [factor, rest] = coefficient(a);
    return [-factor, rest];
  }
  if (primitive !== 'mul' || typeof a !== 'number') return [1, expression];
  const [factor, rest] = coefficient(b);
  return [a * factor, rest];
}

function withOut(expression: Expression, value: Expression): Expression {
  if (isApplication(value) && sameExpression(expression, value)) return 'out';
  if (!isApplication(expression)) return expression;
  const [primitive, ...args] = expression;
  return [primitive, ...args.map((argument) => withOut(argument, value))];
}
