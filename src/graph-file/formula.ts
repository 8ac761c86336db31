/**
 * Formulas of a graph file: `tanh(affine(W1, x, b1))`, `power(x, 2)`, `huber(r, delta=1.345)`.
 *
 *     call     = name "(" argument { "," argument } ")"
 *     argument = name "=" number | call | name | number
 */
import { quoted } from '../text/visible.js';

/** A node by its name. */
export interface Reference {
  readonly kind: 'reference';
  readonly name: string;
  readonly offset: number;
}

/** A number in place of an input: a constant. */
export interface Literal {
  readonly kind: 'literal';
  readonly value: number;
  readonly offset: number;
}

export interface FormulaCall {
  readonly kind: 'call';
  readonly op: string;
  readonly inputs: readonly (Reference | Literal | FormulaCall)[];
  readonly constants: Readonly<Record<string, number>>;
  /** Where the op's name begins, from 0. */
  readonly offset: number;
}

/** What is wrong with a formula, and where. */
export class FormulaError extends Error {
  readonly offset: number;

  constructor(message: string, offset: number) {
    super(message);
    this.offset = offset;
  }
}

/** What a node may be called: letters, digits and `_`; further parts after dots belong to nested calls. */
export const namePattern = /^[\p{L}_][\p{L}\p{M}\p{N}_]*(?:\.[\p{L}\p{M}\p{N}_]+)*$/u;

interface Token {
  readonly text: string;
  readonly kind: 'name' | 'number' | 'sign' | 'end';
  readonly offset: number;
}

const tokenPattern =
  /(?<name>[\p{L}_][\p{L}\p{M}\p{N}_]*(?:\.[\p{L}\p{M}\p{N}_]+)*)|(?<number>[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?)|(?<sign>[(),=])|\s+/uy;

const deepest = 100;

/** Throws a `FormulaError`. */
export function parseFormula(text: string): FormulaCall {
  const tokens = tokensOf(text);
  let at = 0;
  const next = () => tokens[Math.min(at++, tokens.length - 1)]!;
  const peek = (ahead = 0) => tokens[Math.min(at + ahead, tokens.length - 1)]!;

  const expect = (sign: string, after: string): void => {
    const token = next();
    if (token.text !== sign || token.kind === 'end') throw unexpected(token, `"${sign}" ${after}`);
  };

  const number = (name: string): number => {
    const token = next();
    if (token.kind !== 'number') throw unexpected(token, `a number for the constant ${quoted(name)}`);
    return Number(token.text);
  };

  const call = (depth: number): FormulaCall => {
    const name = next();
    if (name.kind !== 'name') throw unexpected(name, 'the name of an op');
    if (depth > deepest)
      throw new FormulaError(
        `calls are nested more than ${deepest} deep; give some of them a node of their own`,
        name.offset,
      );
    expect('(', `after ${quoted(name.text)}: a formula is op(inputs…, constant=number…)`);
    const inputs: (Reference | Literal | FormulaCall)[] = [];
    const constants: Record<string, number> = {};
    do {
      const token = peek();
      if (token.kind === 'number') {
        inputs.push({ kind: 'literal', value: Number(next().text), offset: token.offset });
        continue;
      }
      if (token.kind !== 'name')
        throw unexpected(token, `an input of ${name.text}: a node, a call, a number, or constant=number`);
      if (peek(1).text === '=') {
        at += 2;
        if (Object.hasOwn(constants, token.text))
          throw new FormulaError(`the constant ${quoted(token.text)} is given twice`, token.offset);
        constants[token.text] = number(token.text);
      } else if (peek(1).text === '(') inputs.push(call(depth + 1));
      else inputs.push({ kind: 'reference', name: next().text, offset: token.offset });
    } while (peek().text === ',' && next());
    expect(')', `or "," after an input of ${name.text}`);
    return { kind: 'call', op: name.text, inputs, constants, offset: name.offset };
  };

  const formula = call(1);
  if (peek().kind !== 'end') throw unexpected(peek(), 'the end of the formula');
  return formula;
}

function tokensOf(text: string): Token[] {
  const tokens: Token[] = [];
  let offset = 0;
  while (offset < text.length) {
    tokenPattern.lastIndex = offset;
    const match = tokenPattern.exec(text);
    if (match === null) {
      const [sign = ''] = text.slice(offset);
      throw new FormulaError(`unexpected "${sign}"; a formula is op(inputs…, constant=number…)`, offset);
    }
    const [kind] = Object.entries(match.groups ?? {}).find(([, part]) => part !== undefined) ?? [];
    if (kind === 'name' || kind === 'number' || kind === 'sign')
      tokens.push({ text: match[0], kind, offset });
    offset += match[0].length;
  }
  tokens.push({ text: '', kind: 'end', offset: text.length });
  return tokens;
}

function unexpected({ text, kind, offset }: Token, expected: string): FormulaError {
  return new FormulaError(`expected ${expected}; got ${kind === 'end' ? 'the end' : quoted(text)}`, offset);
}
