/** Elementwise ops in symbols: their formula, and the rule of their partials with the symbols at hand. */
import { type Expression, isApplication } from '../expression/expression.js';
import { simplified } from '../expression/simplify.js';
import { type Symbols, writeExpression, writeFactors } from '../expression/symbols.js';
import type { ElementwiseDefinition } from './definition.js';
import { type Index, lettersOf, type Sign, type Slope, type Written } from './writing.js';

export interface ElementwiseSigns {
  /** Of the inputs. */
  readonly signs: Readonly<Record<string, Sign>>;
  readonly out: Sign;
  readonly given: Readonly<Record<string, number>>;
}

/** The value, and ∂out/∂input from the slopes. That of a scalar is a sum over the elements of the output. */
export function writeElementwise(
  definition: ElementwiseDefinition,
  slopes: readonly Expression[],
  { signs, out, given }: ElementwiseSigns,
): Written {
  const { inputs, value } = definition;
  const numbers = { ...withoutGreek(given), ...literalsIn(signs) };
  const withNumbers = (expression: Expression) => simplified(substituted(expression, numbers));
  const signOf = (variable: string) => (variable === 'out' ? out : signs[variable]);
  const whole = (variable: string) => signOf(variable)?.symbol ?? letterOf(variable);
  const at = (index: Index) => (variable: string) => {
    const sign = signOf(variable);
    return sign?.at(sign.shape.length === 0 ? [] : index) ?? letterOf(variable);
  };
  const slopeOf = (input: string, k: number) => {
    const slope = withNumbers(slopes[k]!);
    const repeats = signs[input]?.shape.length === 0 && out.shape.length > 0;
    return (index: Index, element?: Index): Slope => {
      if (!repeats) return writeFactors(slope, at(index));
      const general = lettersOf(out.shape);
      if (element !== undefined) return { ...writeFactors(slope, at(element)), at: element };
      return { ...writeFactors(slope, at(general)), at: general, over: general.join('') };
    };
  };
  return {
    value: writeValue({ ...definition, value: withNumbers(value) }, whole),
    partials: Object.fromEntries(inputs.map((input, k) => [input, slopeOf(input, k)])),
  };
}

export function formulaOf(definition: ElementwiseDefinition, slopes: readonly Expression[]): string {
  const value = writeExpression(definition.value, letterOf);
  const partials = definition.inputs.map(
    (input, k) => `∂out/∂${input} = ${writeExpression(slopes[k]!, letterOf)}`,
  );
  return `out = ${value}; ${partials.join(', ')}`;
}

const greek: Readonly<Record<string, string>> = {
  alpha: 'α',
  beta: 'β',
  delta: 'δ',
  epsilon: 'ε',
  lambda: 'λ',
};

const letterOf: Symbols = (name) => greek[name] ?? name;

/** Constants with a Greek name keep it, for their letter; others become their number. */
function withoutGreek(given: Readonly<Record<string, number>>): Readonly<Record<string, number>> {
  return Object.fromEntries(Object.entries(given).filter(([name]) => greek[name] === undefined));
}

function literalsIn(signs: Readonly<Record<string, Sign>>): Readonly<Record<string, number>> {
  return Object.fromEntries(
    Object.entries(signs).flatMap(([name, { literal }]) => (literal === undefined ? [] : [[name, literal]])),
  );
}

function substituted(expression: Expression, numbers: Readonly<Record<string, number>>): Expression {
  if (typeof expression === 'string') return numbers[expression] ?? expression;
  if (!isApplication(expression)) return expression;
  const [primitive, ...args] = expression;
  return [primitive, ...args.map((argument) => substituted(argument, numbers))];
}

function writeValue(
  { inputs, constants = [], symbol, value }: ElementwiseDefinition,
  symbols: Symbols,
): string {
  if (symbol === undefined) return writeExpression(value, symbols);
  return `${symbol}(${[...inputs, ...constants].map(symbols).join(', ')})`;
}
