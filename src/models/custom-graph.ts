/** A custom graph as a model: of its objective nothing is known, so it has the capabilities that every graph has. */
import type { Capabilities, Model, ModelDefinition } from './model.js';

export const graphCapabilities: Capabilities = {
  title: 'a custom graph',
  initial: 'seeded',
  metrics: { validation: 'objective', loss: null, baseline: 'mean' },
  file: 'parameters',
};

export function customGraph(definition: ModelDefinition): Model {
  return { ...definition, ...graphCapabilities };
}
