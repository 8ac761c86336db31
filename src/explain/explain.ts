/** Every value and every partial of one example, with the formula and the rule each came from, as plain data. */
import { parameterPlaces } from '../graph/init.js';
import { nodeAt } from '../graph/program.js';
import { copyMark, type NumberedCopy, numberCopies } from './copies.js';
import { type Example, type FeatureValue, type Run, run } from './example.js';
import { type Rule, type Rules, writeRules } from './rules.js';
import { type Check, type Verify, verifier } from './verifier.js';
import { type VisitOrder, visitOrder } from './visit-order.js';

export interface ExplainOptions extends Example {
  /** η of the step. */
  readonly stepSize: number;
  /** Whether to put a finite difference beside every partial. */
  readonly verify?: boolean;
}

/** What stands beside the elements of a node or copy; `rule.of` names the general element. A constant has no partials. */
interface Partials extends Rule {
  readonly partials: readonly number[];
  /** With `verify` only. */
  readonly checks?: readonly Check[];
}

/** One edge out of a node with several. */
export interface ExplainedCopy extends Partials {
  /** As on the slides, from 1. */
  readonly number: number;
  /** E.g. `w⁽²⁾`. */
  readonly label: string;
  /** The node that takes it. */
  readonly into: string;
  readonly intoSymbol: string;
}

export interface ExplainedNode extends Partials, VisitOrder {
  readonly name: string;
  readonly symbol: string;
  readonly op: string;
  readonly shape: readonly number[];
  readonly inputs: readonly string[];
  readonly constants: Readonly<Record<string, number>>;
  /** E.g. `ŷ = wᵀx + b`; of a leaf its symbol alone. */
  readonly formula: string;
  /** Names of the elements, e.g. `w[bmi]`, in the order of `values` and `partials`. */
  readonly elements: readonly string[];
  readonly values: readonly number[];
  /** Of a parameter that keeps its value. */
  readonly frozen?: true;
  /** Empty where there is but one edge: the node's own partial is the copy's. */
  readonly copies: readonly ExplainedCopy[];
}

/** What one SGD step on this example alone makes of an element of a parameter: w ← w − η ∂J/∂w. */
export interface ExplainedStep {
  readonly element: string;
  readonly value: number;
  readonly partial: number;
  readonly next: number;
}

export interface Explanation {
  readonly model: string;
  /** The node that J is. */
  readonly objective: string;
  /** The nodes that take the features and the outcome, and the one that predicts it. */
  readonly roles: { readonly input: string; readonly outcome: string; readonly prediction: string };
  readonly stepSize: number;
  readonly features: readonly FeatureValue[];
  readonly outcome: { readonly name: string; readonly value: number };
  /** In forward order. */
  readonly nodes: readonly ExplainedNode[];
  /** None where the objective is a vector. */
  readonly steps: readonly ExplainedStep[];
}

/** Runs the example and explains it; throws a `GraphError` for features or parameters that are not the graph's. */
export function explain(options: ExplainOptions): Explanation {
  const { model, theta, features, outcome, stepSize, verify = false } = options;
  const example = run(options);
  const { program, elements } = example;
  const copies = numberCopies(program);
  const rules = writeRules(program, copies);
  const verified = verify ? verifier(example) : undefined;
  const nodes = program.nodes.map((_, position) =>
    explainNode(example, rules, copies[position]!, position, verified),
  );
  const isTrained = nodeAt(program, program.sink).shape.length === 0;
  const trained = parameterPlaces(program).filter(({ position }) => nodeAt(program, position).trained);
  const steps = (isTrained ? trained : []).flatMap(({ position, offset, size }) =>
    Array.from({ length: size }, (_, i): ExplainedStep => {
      const value = theta[offset + i]!;
      const partial = nodes[position]!.partials[i]!;
      return { element: elements.name(position, i), value, partial, next: value - stepSize * partial };
    }),
  );
  const objective = program.nodes[program.sink]!.name;
  const { input, outcome: target, prediction } = model.roles;
  const roles = { input, outcome: target, prediction };
  return { model: model.name, objective, roles, stepSize, features, outcome, nodes, steps };
}

function explainNode(
  { program, pass, elements }: Run,
  rules: Rules,
  copies: readonly NumberedCopy[],
  position: number,
  verify: Verify | undefined,
): ExplainedNode {
  const { name, definition, shape, size, op } = program.nodes[position]!;
  const symbol = rules.symbol(position);
  const explainCopy = (copy: NumberedCopy): ExplainedCopy => ({
    number: copy.number,
    label: symbol + copyMark(copy.number, copies.length),
    into: program.nodes[copy.consumer]!.name,
    intoSymbol: rules.symbol(copy.consumer),
    ...rules.copy(position, copy),
    partials: [...pass.copy(position, copy.k)],
    ...(verify && { checks: verify(position, copy.k) }),
  });
  return {
    name,
    ...visitOrder(program, position),
    symbol,
    op: definition.op,
    shape,
    ...(definition.frozen === true && { frozen: true as const }),
    inputs: definition.inputs ?? [],
    constants: definition.constants ?? {},
    formula: op === undefined ? symbol : `${symbol} = ${rules.value(position)}`,
    elements: Array.from({ length: size }, (_, i) => elements.name(position, i)),
    values: [...pass.value(position)],
    ...rules.node(position),
    partials: [...pass.partial(position)],
    ...(verify && { checks: verify(position) }),
    copies: copies.length < 2 || definition.op === 'constant' ? [] : copies.map(explainCopy),
  };
}
