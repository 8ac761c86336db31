/** The model that a file was trained as, with its capabilities. */
import { DataError } from '../errors.js';
import { graphModel } from '../graph-file/graph-model.js';
import { readGraphObject } from '../graph-file/graph-object.js';
import type { GraphModelFile, ModelFile } from '../model-file/model-file.js';
import { customGraph } from '../models/custom-graph.js';
import { kindOf } from '../models/kinds.js';
import type { Model } from '../models/model.js';

/** Throws a `DataError` for a model that this release does not know, and a `GraphError` for a graph that is wrong. */
export function modelOfFile(file: ModelFile): Model {
  if (file.parameters !== undefined) return graphOfFile(file);
  const kind = kindOf(file.model);
  if (kind === undefined)
    throw new DataError(
      'MODEL_UNKNOWN',
      `model: expected a built-in model, got ${JSON.stringify(file.model)}`,
    );
  const { features, intercept, l2Reg } = file;
  return kind.build({ features: features.length, intercept: intercept !== null, l2Reg });
}

/** The graph says itself which metrics mean something, unless the config names some. */
function graphOfFile({ model: name, graph, roles, features, config }: GraphModelFile): Model {
  const { input, outcome, prediction } = roles;
  const metrics = metricsIn(config['model']);
  const raw = {
    name,
    graph,
    roles: { input, outcome, prediction },
    ...(metrics !== undefined && { metrics }),
  };
  const read = readGraphObject(raw);
  if (Array.isArray(read)) {
    const [problem] = read;
    throw new DataError('MODEL_INVALID', `the model file: ${problem?.path.join('.')}: ${problem?.text}`);
  }
  const definition = graphModel(read, features.length);
  return customGraph(definition, definition.metrics);
}

function metricsIn(model: unknown): unknown {
  const { graph }: { graph?: unknown } = Object(model);
  const { metrics }: { metrics?: unknown } = Object(graph);
  return metrics;
}
