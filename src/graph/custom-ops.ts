/** Custom ops: elementwise ops that a graph brings along as data. */
import { GraphError } from '../errors.js';
import { problemOf } from '../expression/check-expression.js';
import { quoted } from '../text/visible.js';
import { leafOps } from './check-graph.js';
import type { ElementwiseDefinition } from './definition.js';
import { elementwiseOp } from './elementwise.js';
import type { Op } from './op.js';

const namePattern = /^\p{L}[\p{L}\p{N}_]*$/u;

/** These ops and those of the graph. Throws a `GraphError` that names the op and what is wrong with it. */
export function withCustomOps(
  custom: Readonly<Record<string, ElementwiseDefinition>> | undefined,
  ops: ReadonlyMap<string, Op>,
): ReadonlyMap<string, Op> {
  if (custom === undefined) return ops;
  const all = new Map(ops);
  for (const [name, definition] of Object.entries(custom)) {
    const taken = ops.has(name) || leafOps.includes(name);
    const problem = taken ? 'the name is taken by a built-in op' : problemIn(name, definition);
    if (problem !== undefined) throw new GraphError('GRAPH_BAD_OP', `custom op ${quoted(name)}: ${problem}`);
    all.set(name, elementwiseOp(name, definition));
  }
  return all;
}

function problemIn(name: string, definition: ElementwiseDefinition): string | undefined {
  const { inputs, constants = [], positive = [], value, partials = {} } = definition;
  const variables = [...inputs, ...constants];
  for (const variable of [name, ...variables])
    if (!namePattern.test(variable))
      return `${quoted(variable)} is not a valid name: expected letters, digits and _, starting with a letter`;
  if (inputs.length === 0) return 'it needs at least one input';
  const twice = variables.find((variable, k) => variables.indexOf(variable) !== k);
  if (twice !== undefined) return `two inputs or constants have the name ${quoted(twice)}`;
  // What every object has, such as `constructor`, would be found where a name is not.
  const reserved = variables.find((name) => name === 'out' || name === 'dOut' || name in Object.prototype);
  if (reserved !== undefined) return `${quoted(reserved)} is reserved`;
  const unknown = positive.find((constant) => !constants.includes(constant));
  if (unknown !== undefined) return `positive: there is no constant ${quoted(unknown)}`;
  const other = Object.keys(partials).find((input) => !inputs.includes(input));
  if (other !== undefined) return `partials: there is no input ${quoted(other)}`;
  const wrong = problemOf(value, variables);
  if (wrong !== undefined) return `value: ${wrong}`;
  for (const [input, partial] of Object.entries(partials)) {
    const problem = problemOf(partial, [...variables, 'out']);
    if (problem !== undefined) return `partials.${input}: ${problem}`;
  }
  return undefined;
}
