/** Parameters that a user gives by name, such as w = 1, 2 or w[bmi] = 3, put into θ. */
import { didYouMean, GraphError } from '../errors.js';
import { describeShape, type Shape } from '../graph/definition.js';
import { type ParameterPlace, parameterPlaces } from '../graph/init.js';
import type { Program } from '../graph/program.js';
import { quoted } from '../text/visible.js';
import { type Elements, nameElements } from './elements.js';

export interface GivenParameter {
  /** A parameter, or an element of one as in `w[bmi]`. */
  readonly name: string;
  /** Its elements in order; of a matrix row by row, or a list for each row. */
  readonly numbers: readonly (number | readonly number[])[];
}

export interface ParameterNames {
  readonly program: Program;
  /** The node that takes x, and the names of its elements. */
  readonly input: string;
  readonly features: readonly string[];
}

/** Sets the parameter in θ. Throws a `GraphError` for a name that is not one, or another count of numbers. */
export function setParameter(
  theta: Float64Array,
  { name, numbers }: GivenParameter,
  names: ParameterNames,
): void {
  const { program, input, features } = names;
  const elements = nameElements(program, program.position(input), features);
  const places = parameterPlaces(program);
  const whole = places.find((place) => place.name === name);
  const target = whole ? wholeOf(whole, program, elements) : elementOf(name, program, elements, places);
  const { offset, size, expected } = target;
  if (!isRowByRow(numbers, whole === undefined ? [] : program.nodes[whole.position]!.shape))
    throw new GraphError('GRAPH_PARAMETER_SHAPE', `${expected}; got lists that are not its rows`, [name]);
  const flat = numbers.flat();
  if (flat.length !== size)
    throw new GraphError('GRAPH_PARAMETER_SIZE', `${expected}; got ${said(flat)}`, [name]);
  theta.set(flat, offset);
}

/** Also where there are no lists. */
function isRowByRow(numbers: GivenParameter['numbers'], [rows, columns]: Shape): boolean {
  const lists = numbers.filter((entry) => typeof entry !== 'number');
  if (lists.length === 0) return true;
  const all = lists.length === numbers.length && lists.length === rows;
  return all && lists.every((list) => list.length === columns);
}

interface Target {
  readonly offset: number;
  readonly size: number;
  readonly expected: string;
}

function wholeOf(
  { name, position, offset, size }: ParameterPlace,
  program: Program,
  elements: Elements,
): Target {
  const { shape } = program.nodes[position]!;
  const ends = size > 1 ? ` (${elements.name(position, 0)} to ${elements.name(position, size - 1)})` : '';
  const count = size === 1 ? '1 number' : `${size} numbers${shape.length > 1 ? ' row by row' : ''}`;
  return {
    offset,
    size,
    expected: `the parameter ${quoted(name)} is a ${describeShape(shape)}: expected ${count}${ends}`,
  };
}

function elementOf(
  name: string,
  program: Program,
  elements: Elements,
  places: readonly ParameterPlace[],
): Target {
  const node = name.slice(0, Math.max(0, name.indexOf('[')));
  const place = places.find((each) => each.name === node);
  if (place === undefined) throw unknown(name, program, places);
  const { i } = elements.find(name);
  return {
    offset: place.offset + i,
    size: 1,
    expected: `${quoted(name)} is an element of a parameter: expected 1 number`,
  };
}

function unknown(name: string, program: Program, places: readonly ParameterPlace[]): GraphError {
  const node = program.nodes.find((each) => each.name === name);
  const what =
    node === undefined
      ? `there is no parameter ${quoted(name)}${didYouMean(
          name,
          places.map((place) => place.name),
        )}`
      : `${quoted(name)} is ${node.op === undefined ? 'an input' : 'computed'}, not a parameter`;
  const list = places.map((place) => `${place.name} (${place.size})`).join(', ');
  return new GraphError('GRAPH_UNKNOWN_PARAMETER', `${what}; the parameters and their lengths are ${list}`, [
    name,
  ]);
}

function said(numbers: readonly number[]): string {
  if (numbers.length === 0) return 'none';
  const shown = numbers.slice(0, 5).join(', ') + (numbers.length > 5 ? ', …' : '');
  return `${numbers.length}: ${shown}`;
}
