/**
 * Elementwise ops: one expression each, from which value, partials, formula, symbols, kinks and code follow.
 *
 * The expression is plain data. A custom op is stored with the graph that uses it (`GraphDefinition.ops`), so it crosses
 * threads and is in the model file.
 */
import { type Code, codeOf } from '../expression/code.js';
import { derivative } from '../expression/derive.js';
import { type Expression, isApplication, mul, variablesOf } from '../expression/expression.js';
import { piecesOf } from '../expression/pieces.js';
import { valuesOf } from '../expression/run-code.js';
import { type Symbols, writeExpression, writeFactors } from '../expression/symbols.js';
import type { Vector } from '../kernels/kernels.js';
import type { ElementwiseDefinition } from './definition.js';
import { type Op, oneShape } from './op.js';
import type { Index, Sign } from './writing.js';

type Variables<Names extends readonly string[]> = { readonly [K in keyof Names]: Expression };

export interface ElementwiseOptions {
  readonly positive?: readonly string[];
  readonly symbol?: string;
  readonly partials?: Readonly<Record<string, Expression>>;
}

/**
 * Defines an elementwise op of one input or several: `build` gets a variable for each input, then one for each constant
 * by name.
 *
 *     elementwise('a', ['factor'], (a, { factor }) => mul(factor, a))
 */
export function elementwise<const Inputs extends string | readonly string[], const Constant extends string>(
  inputs: Inputs,
  constants: readonly Constant[],
  build: (
    ...variables: [
      ...(Inputs extends readonly string[] ? Variables<Inputs> : [Expression]),
      Readonly<Record<Constant, Expression>>,
    ]
  ) => Expression,
  options: ElementwiseOptions = {},
): ElementwiseDefinition {
  const names: readonly string[] = typeof inputs === 'string' ? [inputs] : inputs;
  const byName = Object.fromEntries(constants.map((name) => [name, name]));
  const value = (build as (...variables: unknown[]) => Expression)(...names, byName);
  return { inputs: names, ...(constants.length > 0 && { constants }), value, ...options };
}

/** Code of one op with its constants: the value, and by the inputs that are wanted their partials. */
interface Codes {
  readonly forward: Code;
  readonly backward: Map<string, { readonly code: Code; readonly variables: readonly string[] }>;
}

/** The op of a definition. */
export function elementwiseOp(name: string, definition: ElementwiseDefinition): Op {
  const { inputs, constants = [], positive = [], value } = definition;
  const slopes = inputs.map((input) => definition.partials?.[input] ?? derivative(value, input));
  const codesOf = codesWith(definition);
  const pieces = piecesOf(value);
  return {
    name,
    formula: formulaOf(definition, slopes),
    inputs,
    ...(constants.length > 0 && { constants }),
    shape: oneShape,
    forward(values, out, tile) {
      tile.kernels.map(codesOf(tile.constants).forward, arrays(inputs, values), [out], tile.count);
    },
    backward(dOut, values, d, tile, out) {
      const wanted = inputs.filter((input) => d[input] !== undefined);
      const { backward } = codesOf(tile.constants);
      const key = wanted.join(' ');
      let known = backward.get(key);
      if (known === undefined) {
        const results = wanted.map((input) => product(slopes[inputs.indexOf(input)]!));
        // What is not used is not loaded.
        const used = new Set(results.flatMap(variablesOf));
        const variables = [...inputs, 'out', 'dOut'].filter((name) => used.has(name));
        known = { code: codeOf(results, variables, tile.constants), variables };
        backward.set(key, known);
      }
      const all = arrays(known.variables, { ...values, out, dOut });
      tile.kernels.map(known.code, all, arrays(wanted, d), tile.count);
    },
    ...(pieces.length > 0 &&
      definition.partials === undefined && {
        pieces: (values, given) => valuesOf(codeOf(pieces, inputs, given), values),
      }),
    ...(positive.length > 0 && {
      refuse(given) {
        const wrong = positive.find((constant) => !(given[constant]! > 0));
        return wrong && `needs a ${wrong} above 0; got ${given[wrong]}`;
      },
    }),
    write(signs: Readonly<Record<string, Sign>>, out, given) {
      const signOf = (variable: string) => (variable === 'out' ? out : signs[variable]);
      const whole = (variable: string) => signOf(variable)?.symbol ?? letterOf(variable);
      const at = (index: Index) => (variable: string) => signOf(variable)?.at(index) ?? letterOf(variable);
      return {
        value: writeValue({ ...definition, value: withNumbers(value, given) }, whole),
        partials: Object.fromEntries(
          inputs.map((input, k) => [
            input,
            (index: Index) => writeFactors(withNumbers(slopes[k]!, given), at(index)),
          ]),
        ),
      };
    },
  };
}

function arrays(names: readonly string[], from: Readonly<Record<string, Vector | undefined>>): Vector[] {
  return names.map((name) => from[name]!);
}

function codesWith({ inputs, value, constants = [] }: ElementwiseDefinition) {
  const known = new Map<string, Codes>();
  return (given: Readonly<Record<string, number>>): Codes => {
    const key = constants.map((name) => given[name]).join(' ');
    const codes = known.get(key) ?? { forward: codeOf([value], inputs, given), backward: new Map() };
    known.set(key, codes);
    return codes;
  };
}

/** ∂out/∂input · dOut. */
function product(slope: Expression): Expression {
  return slope === 1 ? 'dOut' : slope === -1 ? ['neg', 'dOut'] : mul(slope, 'dOut');
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
function withNumbers(expression: Expression, given: Readonly<Record<string, number>>): Expression {
  if (typeof expression === 'string')
    return greek[expression] ? expression : (given[expression] ?? expression);
  if (!isApplication(expression)) return expression;
  const [primitive, ...args] = expression;
  return [primitive, ...args.map((argument) => withNumbers(argument, given))];
}

function writeValue(
  { inputs, constants = [], symbol, value }: ElementwiseDefinition,
  symbols: Symbols,
): string {
  if (symbol === undefined) return writeExpression(value, symbols);
  return `${symbol}(${[...inputs, ...constants].map(symbols).join(', ')})`;
}

function formulaOf(definition: ElementwiseDefinition, slopes: readonly Expression[]): string {
  const value = writeExpression(definition.value, letterOf);
  const partials = definition.inputs.map(
    (input, k) => `∂out/∂${input} = ${writeExpression(slopes[k]!, letterOf)}`,
  );
  return `out = ${value}; ${partials.join(', ')}`;
}
