/** A model file as a point to explain at: its parameters as the graph takes them, on its own standardized columns. */
import { DataError, defined } from '../errors.js';
import { parameterCount, parameterPlaces } from '../graph/init.js';
import { compile } from '../graph/program.js';
import type { LinearModelFile, ModelFile } from '../model-file/model-file.js';
import type { ModelDefinition } from '../models/model.js';
import { quoted } from '../text/visible.js';

/**
 * θ of a definition from a model file. Weights of a linear model are taken back to standardized columns: wⱼ = weightⱼ ·
 * scaleⱼ, b = atMeans (version 1: intercept + Σ weightⱼ · meanⱼ). Throws a `DataError` for a model with other parameters.
 */
export function parametersOf(model: ModelFile, { name, graph, roles }: ModelDefinition): Float64Array {
  const program = compile(graph);
  const theta = new Float64Array(parameterCount(program));
  const places = parameterPlaces(program);
  const given = new Map(
    model.parameters === undefined
      ? linearParameters(model, roles.linear)
      : Object.entries(model.parameters).map(([node, { values }]) => [node, values] as const),
  );
  const said = (sizes: Iterable<readonly [string, number]>) =>
    [...sizes].map(([node, size]) => `${node} (${size})`).join(', ') || 'none';
  const wanted = places.map((place) => [place.name, place.size] as const);
  if (given.size !== places.length || wanted.some(([node, size]) => given.get(node)?.length !== size)) {
    const got = said([...given].map(([node, values]) => [node, values.length] as const));
    throw new DataError(
      'MODEL_OTHER_PARAMETERS',
      `the model file is of ${quoted(model.model)} with the parameters ${got}; the config's ${quoted(name)} has ${said(wanted)}`,
    );
  }
  for (const place of places)
    theta.set(defined(given.get(place.name), `parameter "${place.name}"`), place.offset);
  return theta;
}

function linearParameters(
  model: LinearModelFile,
  names: ModelDefinition['roles']['linear'],
): [string, readonly number[]][] {
  const { features, intercept } = model;
  const weights: [string, readonly number[]] = [
    names?.weights ?? 'w',
    features.map(({ weight, scale }) => weight * scale),
  ];
  if (intercept === null) return [weights];
  const b =
    model.version === 1
      ? features.reduce((sum, { weight, mean }) => sum + weight * mean, intercept)
      : model.atMeans;
  return [weights, [names?.intercept ?? 'b', [b]]];
}
