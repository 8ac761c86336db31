/** The metrics that mean something for the predictions of a graph that names none. */
import { type MetricName, metricsOfProbabilities, metricsOfValues } from '../graph/metrics.js';
import type { GraphFile } from './graph-template.js';

/**
 * Those of values where J is made of residuals: where it depends on y − ŷ or ŷ − y. Else those of a probability where
 * ŷ is a sigmoid. Of any other prediction, such as the logit of a probability or the logarithm of a mean, none.
 */
export function defaultMetrics(
  { nodes, outcome, prediction }: GraphFile,
  used: ReadonlySet<string>,
): readonly MetricName[] {
  const isResidual = ({ name, op, inputs = [] }: GraphFile['nodes'][number]) =>
    op === 'subtract' && used.has(name) && inputs.includes(outcome) && inputs.includes(prediction);
  if (nodes.some(isResidual)) return metricsOfValues;
  const isProbability = nodes.some(({ name, op }) => name === prediction && op === 'sigmoid');
  return isProbability ? metricsOfProbabilities : [];
}
