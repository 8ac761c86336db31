/**
 * One example run through a model's graph: every value and every partial, of each copy too.
 *
 * What all of `explain/` starts from. Assumes one row; the graph's only input leaves are the features and the outcome.
 */
import { defined, GraphError } from '../errors.js';
import { parameterCount, parameterPlaces } from '../graph/init.js';
import type { LeafValues } from '../graph/leaves.js';
import { Pass } from '../graph/pass.js';
import { compile, type Program } from '../graph/program.js';
import type { ModelDefinition } from '../models/model.js';
import { quoted } from '../text/visible.js';
import { type Elements, nameElements } from './elements.js';
import { readableSymbols } from './readable-symbols.js';

export interface FeatureValue {
  readonly name: string;
  /** As the file has it. */
  readonly raw: number;
  /** As the graph takes it: standardized, or only centred, or the raw value. */
  readonly standardized: number;
}

export interface Example {
  readonly model: ModelDefinition;
  /** All parameters, in the order of `parameterPlaces`. */
  readonly theta: Float64Array;
  /** In the order of x. */
  readonly features: readonly FeatureValue[];
  readonly outcome: { readonly name: string; readonly value: number };
}

/** An example after forward and backward. */
export interface Run {
  readonly program: Program;
  readonly pass: Pass;
  readonly elements: Elements;
}

/** Throws a `GraphError` where the numbers of features or parameters are not the graph's. */
export function run({ model, theta, features, outcome }: Example): Run {
  const program = compile(readableSymbols(model.graph));
  const input = program.position(model.roles.input);
  const inputs = [input, program.position(model.roles.outcome)];
  expectCount(
    'features',
    features.length,
    defined(program.nodes[input], `node "${model.roles.input}"`).size,
    model.roles.input,
  );
  expectCount('parameters', theta.length, parameterCount(program), program.definition.sink);
  const other = program.nodes.find(
    ({ definition }, position) => definition.op === 'input' && !inputs.includes(position),
  );
  if (other !== undefined) {
    const text = `node ${quoted(other.name)} is an input that is neither the features nor the outcome: it has no value`;
    throw new GraphError('GRAPH_INPUT_WITHOUT_ROLE', text, [other.name]);
  }

  const pass = new Pass(program, { partials: 'all', rows: 1 });
  pass.value(input).set(features.map(({ standardized }) => standardized));
  pass.value(program.position(model.roles.outcome)).fill(outcome.value);
  for (const { position, offset, size } of parameterPlaces(program)) {
    pass.value(position).set(theta.subarray(offset, offset + size));
  }
  pass.forward(1);
  pass.seed(program.sink).fill(1);
  pass.backward(1);
  const names = features.map(({ name }) => name);
  return { program, pass, elements: nameElements(program, input, names) };
}

/** The values of the graph's leaves. */
export function leavesOf({ model, theta, features, outcome }: Example): LeafValues {
  const parameters = parameterPlaces(compile(model.graph)).map(
    ({ name, offset, size }): [string, ArrayLike<number>] => [name, theta.subarray(offset, offset + size)],
  );
  return Object.fromEntries<number | ArrayLike<number>>([
    [model.roles.input, features.map(({ standardized }) => standardized)],
    [model.roles.outcome, outcome.value],
    ...parameters,
  ]);
}

function expectCount(what: string, got: number, expected: number, node: string): void {
  if (got === expected) return;
  const text = `the graph takes ${expected} ${what}, got ${got}`;
  throw new GraphError('GRAPH_WRONG_COUNT', text, [node]);
}
