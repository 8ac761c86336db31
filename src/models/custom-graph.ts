/** A custom graph as a model: of its objective nothing is known, so it has the capabilities that every graph has. */
import type { MetricName } from '../graph/metrics.js';
import type { Capabilities, Model, ModelDefinition } from './model.js';

export const graphCapabilities: Capabilities = {
  title: 'a custom graph',
  initial: 'seeded',
  metrics: { own: [], validation: 'objective', loss: null, baseline: 'mean' },
  file: 'parameters',
};

/** `metrics` are those that mean something for its predictions. */
export function customGraph({ name, graph, roles }: ModelDefinition, metrics: readonly MetricName[]): Model {
  const { metrics: known } = graphCapabilities;
  return { name, graph, roles, ...graphCapabilities, metrics: { ...known, own: metrics } };
}
