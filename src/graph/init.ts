/** The parameters of a program as one flat vector θ, and where they start. */
import { GraphError } from '../errors.js';
import { random } from '../random.js';
import { quoted } from '../text/visible.js';
import type { Program, ProgramNode } from './program.js';

/** Where a parameter lies in θ. */
export interface ParameterPlace {
  readonly name: string;
  readonly position: number;
  readonly offset: number;
  readonly size: number;
}

/** The places of all parameters, in the order of the definition. */
export function parameterPlaces({ nodes }: Program): ParameterPlace[] {
  let offset = 0;
  return [...nodes.entries()]
    .filter(([, node]) => isParameter(node))
    .map(([position, { name, size }]) => {
      offset += size;
      return { name, position, offset: offset - size, size };
    });
}

/** Number of elements of θ. */
export function parameterCount({ nodes }: Program): number {
  return nodes.reduce((count, node) => count + (isParameter(node) ? node.size : 0), 0);
}

/**
 * θ at the start, as the `init` of each parameter says. `seed` is that of the run, `meanOutcome` the mean of y over the
 * rows trained on; throws a `GraphError` where a parameter starts there and it is not given.
 */
export function initialParameters(program: Program, seed: number, meanOutcome?: number): Float64Array {
  const theta = new Float64Array(parameterCount(program));
  for (const [index, { name, position, offset, size }] of parameterPlaces(program).entries()) {
    const init = program.nodes[position]!.definition.init ?? 0;
    if (typeof init === 'number') {
      theta.fill(init, offset, offset + size);
      continue;
    }
    if (init === 'meanOutcome') {
      if (meanOutcome === undefined) throw noMeanOutcome(name);
      theta.fill(meanOutcome, offset, offset + size);
      continue;
    }
    if (!('uniform' in init)) {
      theta.set(init, offset);
      continue;
    }
    const source = random(seed, 'init', index);
    for (let i = 0; i < size; i++) theta[offset + i] = (2 * source.uniform() - 1) * init.uniform;
  }
  return theta;
}

function isParameter(node: ProgramNode): boolean {
  return node.definition.op === 'parameter';
}

function noMeanOutcome(name: string): GraphError {
  const text = `parameter ${quoted(name)} starts at the mean outcome: the mean of y over the rows to train on is required`;
  return new GraphError('GRAPH_NO_MEAN_OUTCOME', text, [name]);
}
