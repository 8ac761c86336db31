/** From θ, on standardized columns, to weights in the columns' own units. */
import type { Standardization } from '../data/standardization.js';
import { parameterPlaces } from '../graph/init.js';
import type { Program } from '../graph/program.js';
import type { LinearRoles } from '../models/model.js';
import type { PlainWeights } from '../solve/point.js';

/** Σ wⱼ(xⱼ − mⱼ)/sⱼ + b in the columns' own units; the intercept is 0 where the model has none. */
export function ownUnits(
  program: Program,
  { weights: w, intercept: b }: LinearRoles,
  { mean, scale }: Pick<Standardization, 'mean' | 'scale'>,
  theta: Float64Array,
): PlainWeights {
  const weights = new Float64Array(mean.length);
  let intercept = 0;
  for (const { name, offset, size } of parameterPlaces(program)) {
    if (name === w) weights.set(theta.subarray(offset, offset + size));
    if (name === b) intercept = theta[offset]!;
  }
  for (let j = 0; j < mean.length; j++) weights[j]! /= scale[j]!;
  if (b !== undefined) intercept = weights.reduce((sum, weight, j) => sum - weight * mean[j]!, intercept);
  return { weights, intercept };
}
