/** Between θ, on columns as they are trained on, and weights in the columns' own units. */
import type { Standardization } from '../data/standardization.js';
import { parameterPlaces } from '../graph/init.js';
import type { Program } from '../graph/program.js';
import type { LinearRoles } from '../models/model.js';
import type { CentredWeights, StoredWeights } from '../solve/exact/point.js';

/** Of ŷ = b + Σ wⱼ(xⱼ − mⱼ)/sⱼ. */
export function ownUnits(
  program: Program,
  { weights: w, intercept: b }: LinearRoles,
  { mean, scale }: Pick<Standardization, 'mean' | 'scale'>,
  theta: Float64Array,
): StoredWeights {
  const weights = new Float64Array(mean.length);
  let atMeans = 0;
  for (const { name, offset, size } of parameterPlaces(program)) {
    if (name === w) weights.set(theta.subarray(offset, offset + size));
    if (name === b) atMeans = theta[offset]!;
  }
  for (let j = 0; j < mean.length; j++) weights[j]! /= scale[j]!;
  const intercept =
    b === undefined ? 0 : weights.reduce((sum, weight, j) => sum - weight * mean[j]!, atMeans);
  return { weights, means: mean, atMeans, intercept };
}

/** The way back: sets w and b in θ. */
export function setFromOwnUnits(
  theta: Float64Array,
  program: Program,
  { weights: w, intercept: b }: LinearRoles,
  { scale }: Pick<Standardization, 'scale'>,
  { weights, atMeans }: Omit<CentredWeights, 'means'>,
): void {
  for (const { name, offset } of parameterPlaces(program)) {
    if (name === w) for (let j = 0; j < scale.length; j++) theta[offset + j] = weights[j]! * scale[j]!;
    if (name === b) theta[offset] = atMeans;
  }
}
