/** The parameters of a picture with numbers, where none are named: at the initial ones of a linear model most numbers are 0. */
import { defined } from '../errors.js';
import { type Explanation, explain } from '../explain/explain.js';
import type { Shown } from './shown-example.js';

/**
 * The example after one SGD step on it, from the parameters that it has. The step is half the one that `explain` shows,
 * which with `stepSize: auto` would fit a linear model to this row exactly, and halved again until J decreases.
 */
export function afterStep(example: Shown): Shown {
  const before = explain(example);
  for (let stepSize = example.stepSize / 2, tries = 0; tries < mostTries; stepSize /= 2, tries++) {
    const theta = Float64Array.from(before.steps, ({ value, partial }) => value - stepSize * partial);
    if (objectiveOf(explain({ ...example, theta })) < objectiveOf(before)) {
      return { ...example, theta, where: `${example.which}, after one SGD step on it ${example.from}` };
    }
  }
  // At a minimum, or where the graph has no finite value.
  return example;
}

const mostTries = 60;

function objectiveOf({ nodes, objective }: Explanation): number {
  const node = defined(
    nodes.find(({ name }) => name === objective),
    'objective',
  );
  return defined(node.values[0], 'value of the objective');
}
