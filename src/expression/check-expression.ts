/** Whether an expression is well formed. */
import { arity, type Expression, isApplication, isCondition } from './expression.js';

/** More is no op, but a graph. It also bounds the recursion of all that walks over expressions. */
const mostPrimitives = 1000;
const deepest = 100;

/** What is wrong with an expression over these variables; undefined if nothing. */
export function problemOf(expression: Expression, variables: readonly string[]): string | undefined {
  let primitives = 0;
  const visit = (part: Expression, depth: number): string | undefined => {
    if (typeof part === 'number') return Number.isFinite(part) ? undefined : `${part} is not a finite number`;
    if (typeof part === 'string')
      return variables.includes(part)
        ? undefined
        : `unknown variable "${part}"; the variables are ${variables.join(', ')}`;
    if (!isApplication(part)) return `expected a number, a variable or [primitive, arguments…], got ${part}`;
    const [primitive, ...args] = part;
    if (!Object.hasOwn(arity, primitive))
      return `unknown primitive "${primitive}"; the primitives are ${Object.keys(arity).join(', ')}`;
    if (args.length !== arity[primitive])
      return `${primitive} takes ${arity[primitive]} arguments, got ${args.length}`;
    if (++primitives > mostPrimitives) return `more than ${mostPrimitives} primitives`;
    if (depth > deepest) return `nested more than ${deepest} deep`;
    for (const [k, argument] of args.entries()) {
      const wantsCondition = primitive === 'select' && k === 0;
      if (isCondition(argument) !== wantsCondition)
        return wantsCondition
          ? 'the first argument of select must be a condition: lt, le or eq'
          : `a condition (${nameOf(argument)}) may only be the first argument of select`;
      const problem = visit(argument, depth + 1);
      if (problem !== undefined) return problem;
    }
    return undefined;
  };
  return isCondition(expression) ? 'a condition is not a value; use select' : visit(expression, 1);
}

function nameOf(expression: Expression): string {
  return isApplication(expression) ? expression[0] : `${expression}`;
}
