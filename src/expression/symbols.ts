/** Expressions in mathematical notation: `½r²`, `δ·(|r| − ½δ)`, `[a > 0]`. */
import { coefficient } from './derive.js';
import {
  argumentsOf,
  type Expression,
  exp,
  isApplication,
  type Primitive,
  sameExpression,
} from './expression.js';

/** How tightly a text binds: what stands inside something tighter gets parentheses. */
const binding = { choice: 0, comparison: 1, sum: 2, product: 3, power: 4, atom: 5 } as const;

interface Text {
  readonly text: string;
  readonly binds: number;
}

/** What each variable is written as. */
export type Symbols = (variable: string) => string;

export function writeExpression(expression: Expression, symbols: Symbols): string {
  return write(expression, symbols).text;
}

/** A product taken apart: a number, and the texts of all other factors. */
export function writeFactors(
  expression: Expression,
  symbols: Symbols,
): { readonly times: number; readonly by: readonly string[] } {
  const [times, rest] = coefficient(expression);
  if (times === -1 && isApplication(rest) && rest[0] === 'expm1')
    return { times: 1, by: [`(${writeExpression(expression, symbols)})`] };
  return { times, by: factorsOf(rest).map((factor) => inside(write(factor, symbols), binding.power)) };
}

function factorsOf(expression: Expression): readonly Expression[] {
  if (expression === 1) return [];
  if (!isApplication(expression) || expression[0] !== 'mul' || isSquare(expression)) return [expression];
  return argumentsOf(expression).flatMap(factorsOf);
}

const fractions: Readonly<Record<number, string>> = { 0.5: '½', 0.25: '¼' };

function number(value: number): Text {
  const size = fractions[Math.abs(value)] ?? `${Math.abs(value)}`;
  const negative = value < 0 || Object.is(value, -0);
  return { text: negative ? `−${size}` : size, binds: negative ? binding.sum : binding.atom };
}

const comparisons = { lt: ['<', '>'], le: ['≤', '≥'], eq: ['=', '='] } as const;

const calls: Readonly<Partial<Record<Primitive, string>>> = {
  sign: 'sign',
  min: 'min',
  max: 'max',
  exp: 'exp',
  log: 'ln',
  tanh: 'tanh',
};

function write(expression: Expression, symbols: Symbols): Text {
  if (typeof expression === 'number') return number(expression);
  if (typeof expression === 'string') return { text: symbols(expression), binds: binding.atom };
  const args = argumentsOf(expression);
  const [a = 0, b = 0, c = 0] = args;
  const part = (argument: Expression, least: number) => inside(write(argument, symbols), least);
  const [primitive] = expression;
  const call = calls[primitive];
  if (call !== undefined)
    return { text: `${call}(${args.map((x) => part(x, 0)).join(', ')})`, binds: binding.atom };
  switch (primitive) {
    case 'add':
      return { text: `${part(a, binding.sum)} + ${part(b, binding.sum)}`, binds: binding.sum };
    case 'sub':
      return { text: `${part(a, binding.sum)} − ${part(b, binding.product)}`, binds: binding.sum };
    case 'neg':
      // −(exp(b) − 1)
      if (isApplication(a) && a[0] === 'expm1')
        return { text: `1 − ${write(exp(a[1]!), symbols).text}`, binds: binding.sum };
      return { text: `−${part(a, binding.product)}`, binds: binding.sum };
    case 'mul':
      if (isSquare(expression)) return { text: `${part(a, binding.atom)}²`, binds: binding.power };
      return { text: product(expression, symbols), binds: binding.product };
    case 'div':
      return { text: `${part(a, binding.product)}/${part(b, binding.power)}`, binds: binding.product };
    case 'pow': {
      const base = part(a, binding.atom);
      const whole = typeof b === 'number' && Number.isInteger(b) ? superscript(b) : undefined;
      return { text: base + (whole ?? `^${part(b, binding.atom)}`), binds: binding.power };
    }
    case 'abs':
      return { text: `|${part(a, 0)}|`, binds: binding.atom };
    case 'sqrt':
      return { text: `√${part(a, binding.atom)}`, binds: binding.power };
    case 'expm1':
      return { text: `exp(${part(a, 0)}) − 1`, binds: binding.sum };
    case 'log1p':
      return { text: `ln(1 + ${part(a, binding.sum)})`, binds: binding.atom };
    case 'select':
      if (b === 1 && c === 0) return { text: `[${part(a, 0)}]`, binds: binding.atom };
      return {
        text: `${part(b, binding.sum)} if ${part(a, binding.comparison)} else ${part(c, 0)}`,
        binds: binding.choice,
      };
    case 'lt':
    case 'le':
    case 'eq': {
      const [usual, turned] = comparisons[primitive];
      const text =
        typeof a === 'number'
          ? `${part(b, binding.sum)} ${turned} ${part(a, binding.sum)}`
          : `${part(a, binding.sum)} ${usual} ${part(b, binding.sum)}`;
      return { text, binds: binding.comparison };
    }
    default:
      throw new TypeError(`there is no primitive "${primitive}"`);
  }
}

/** ², ⁻¹ */
function superscript(whole: number): string {
  return [...`${whole}`].map((sign) => (sign === '-' ? '⁻' : '⁰¹²³⁴⁵⁶⁷⁸⁹'[Number(sign)])).join('');
}

function product(expression: Expression, symbols: Symbols): string {
  const { times, by } = writeFactors(expression, symbols);
  const all = by.join('·');
  if (times === 1) return all;
  return times === -1 ? `−${all}` : `${number(times).text}${/^[\d(]/.test(all) ? '·' : ''}${all}`;
}

function isSquare(expression: Expression): boolean {
  if (!isApplication(expression) || expression[0] !== 'mul') return false;
  const [a = 0, b = 0] = argumentsOf(expression);
  return typeof a !== 'number' && sameExpression(a, b);
}

function inside({ text, binds }: Text, least: number): string {
  return binds < least ? `(${text})` : text;
}
