/** Metrics of predictions that an evaluation can report beside J; which of them mean something is up to the model. */

/** By name, as a graph file says it. */
export const metricNames = ['rmse', 'mae', 'r2', 'logLoss', 'accuracy'] as const;

/** A metric that a model can have beside its objective. */
export type MetricName = (typeof metricNames)[number];

/** Of numbers: the residuals y − ŷ say how far a prediction is off. */
export const metricsOfValues: readonly MetricName[] = ['rmse', 'mae', 'r2'];

/** Of the probability that an outcome of 0 or 1 is 1. */
export const metricsOfProbabilities: readonly MetricName[] = ['logLoss', 'accuracy'];

/** Whether some of these are of a probability. */
export function ofProbability(metrics: readonly MetricName[]): boolean {
  return metrics.some((metric) => metricsOfProbabilities.includes(metric));
}
