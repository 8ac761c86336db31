/** Between θ, on columns as they are trained on, and weights in the columns' own units. */
import type { Standardization } from '../data/standardization.js';
import { parameterPlaces } from '../graph/init.js';
import type { Program } from '../graph/program.js';
import type { LinearRoles } from '../models/model.js';
import { add, type DoubleDouble, multiply } from '../solve/arithmetic/double-double.js';
import type { PlainWeights } from '../solve/exact/point.js';

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

/** The way back: sets w and b in θ. Their predictions agree to the last bits, however far from 0 the columns are. */
export function setFromOwnUnits(
  theta: Float64Array,
  program: Program,
  { weights: w, intercept: b }: LinearRoles,
  { mean, scale }: Pick<Standardization, 'mean' | 'scale'>,
  { weights, intercept }: PlainWeights,
): void {
  const plain = weights.reduce((sum, weight, j) => sum + weight * mean[j]!, intercept);
  const start: DoubleDouble = [intercept, 0];
  const [exact] = weights.reduce((sum, weight, j) => add(sum, multiply([weight, 0], [mean[j]!, 0])), start);
  for (const { name, offset } of parameterPlaces(program)) {
    if (name === w) for (let j = 0; j < mean.length; j++) theta[offset + j] = weights[j]! * scale[j]!;
    // Splitting a number for an exact product may overflow where the product does not.
    if (name === b) theta[offset] = Number.isFinite(exact) ? exact : plain;
  }
}
