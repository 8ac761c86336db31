/**
 * Elementwise ops: one expression each, from which value, partials, formula, symbols, kinks and code follow.
 *
 * The expression is plain data. A custom op is stored with the graph that uses it (`GraphDefinition.ops`), so it crosses
 * threads and is in the model file.
 */
import { type Code, codeOf } from '../expression/code.js';
import { derivative } from '../expression/derive.js';
import { type Expression, mul, variablesOf } from '../expression/expression.js';
import { piecesOf } from '../expression/pieces.js';
import { valuesOf } from '../expression/run-code.js';
import type { Vector } from '../kernels/kernels.js';
import type { ElementwiseDefinition } from './definition.js';
import { type Op, oneShape, type Tile } from './op.js';
import { formulaOf, writeElementwise } from './write-elementwise.js';
import type { Sign } from './writing.js';

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

/** Code of some expressions of an op, and the variables that it takes, in order. */
interface VariableCode {
  readonly code: Code;
  readonly variables: readonly string[];
}

/** Code of one op with its constants: the value, and by the inputs that are wanted their partials. */
interface Codes {
  readonly forward: VariableCode;
  readonly backward: Map<string, VariableCode>;
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
    elementwise: true,
    aligned: true,
    shape: oneShape,
    forward(values, out, tile) {
      const { code, variables } = codesOf(tile).forward;
      tile.kernels.map(code, repeated(variables, values, tile), [out], tile.count);
    },
    backward(dOut, values, d, tile, out) {
      const wanted = inputs.filter((input) => d[input] !== undefined);
      const codes = codesOf(tile);
      const key = wanted.join(' ');
      const known = codes.backward.get(key);
      const { code, variables } = known ?? backwardCode(wanted, tile);
      if (known === undefined) codes.backward.set(key, { code, variables });
      const all = repeated(variables, { ...values, out, dOut }, tile);
      const partials = wanted.map((input) => {
        const times = timesOf(input, tile);
        return times === 1 ? d[input]! : tile.scratch(`∂${input}`, times);
      });
      tile.kernels.map(code, all, partials, tile.count);
      for (const [k, input] of wanted.entries()) {
        const times = timesOf(input, tile);
        if (times > 1) tile.kernels.sumGroups(partials[k]!, d[input]!, tile.rows, times, 1);
      }
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
    write: (signs: Readonly<Record<string, Sign>>, out, given) =>
      writeElementwise(definition, slopes, { signs, out, given }),
  };

  function backwardCode(wanted: readonly string[], tile: Tile): VariableCode {
    const results = wanted.map((input) => product(slopes[inputs.indexOf(input)]!));
    return variableCode(results, [...inputs, 'out', 'dOut'], tile);
  }
}

/** How often each row of an input is repeated, so that there is one number for each element of the output. */
function timesOf(input: string, { rows, count, strides }: Tile): number {
  const stride = strides[input];
  return stride === undefined ? 1 : count / rows / stride;
}

/** The arrays of these variables, with one number for each element of the output: scalars are repeated. */
function repeated(
  names: readonly string[],
  from: Readonly<Record<string, Vector | undefined>>,
  tile: Tile,
): Vector[] {
  return names.map((name) => {
    const times = timesOf(name, tile);
    if (times === 1) return from[name]!;
    const all = tile.scratch(name, times);
    tile.kernels.repeatRows(from[name]!, all, tile.rows, times, 1);
    return all;
  });
}

function codesWith({ inputs, value, constants = [] }: ElementwiseDefinition) {
  const known = new Map<string, Codes>();
  return ({ constants: given, known: numbers }: Tile): Codes => {
    const key = [...constants.map((name) => given[name]), ...inputs.map((name) => numbers[name])].join(' ');
    const found = known.get(key);
    if (found !== undefined) return found;
    const forward = variableCode([value], inputs, { constants: given, known: numbers });
    const codes: Codes = { forward, backward: new Map() };
    known.set(key, codes);
    return codes;
  };
}

/** What is not used is not loaded, and what is a number is a part of the code. */
function variableCode(
  results: readonly Expression[],
  variables: readonly string[],
  { constants, known }: Pick<Tile, 'constants' | 'known'>,
): VariableCode {
  const numbers: Record<string, number> = { ...constants };
  for (const [name, number] of Object.entries(known)) if (number !== undefined) numbers[name] = number;
  const used = new Set(results.flatMap(variablesOf));
  const loaded = variables.filter((name) => used.has(name) && numbers[name] === undefined);
  return { code: codeOf(results, loaded, numbers), variables: loaded };
}

/** ∂out/∂input · dOut. */
function product(slope: Expression): Expression {
  return slope === 1 ? 'dOut' : slope === -1 ? ['neg', 'dOut'] : mul(slope, 'dOut');
}
