/**
 * Residuals of a linear model from the numbers of its file: y − atMeans − Σ weight · (x − mean), in double-double and then
 * rounded once. Predictions in float64 lose them where they are small beside the outcome.
 *
 * The frame follows from the model alone, so the bits do not depend on what else is in the data.
 */

import { residualsLength } from '../../kernels/tile-kernels.js';
import type { DoubleDouble } from '../arithmetic/double-double.js';
import { powerOfTwo } from '../arithmetic/powers-of-two.js';
import { pointIn } from '../passes/gradient-pass.js';
import { scaleExponent } from '../passes/moments-pass.js';
import { forEachTile, type Space } from '../passes/tiles.js';
import { type Frame, frameInput } from './frame.js';
import { type CentredWeights, centredPoint } from './point.js';

/** A linear model in original units; a scale says how far its column spreads. */
export interface LinearNumbers extends CentredWeights {
  readonly scales: ArrayLike<number>;
}

/** Residuals are those in original units times 2^−this: about 1 for rows that are like those trained on. */
export function outcomeExponent({ weights, scales, atMeans }: LinearNumbers): number {
  let most = Math.abs(atMeans);
  for (let j = 0; j < weights.length; j++) most = Math.max(most, Math.abs(weights[j]! * scales[j]!));
  return scaleExponent(Math.min(most, Number.MAX_VALUE));
}

function frameOfModel(model: LinearNumbers): Frame {
  const { means, scales } = model;
  const d = means.length;
  const exponent = Int32Array.from({ length: d + 1 }, (_, j) =>
    j === d ? outcomeExponent(model) : scaleExponent(Math.max(Math.abs(means[j]!), scales[j]!)),
  );
  const scale = Float64Array.from(exponent, (e) => powerOfTwo(-e));
  const centre = Float64Array.from(scale, (factor, j) => (j === d ? 0 : means[j]! * factor));
  return { columns: d + 1, exponent, scale, centre, constant: [] };
}

export class ModelResiduals {
  readonly #space: Space;
  readonly #features: number;
  readonly #input: Float64Array;
  readonly #ofTile: Float64Array;

  /** Arrays are taken where the kernels of the space can read them. */
  constructor(space: Space, model: LinearNumbers, allocate: (length: number) => Float64Array) {
    const features = model.weights.length;
    const frame = frameOfModel(model);
    const { v, beta } = centredPoint({ frame, features }, model);
    const numbers: readonly DoubleDouble[] = [...v, beta];
    const input = frameInput(frame, [...numbers.map(([hi]) => hi), ...numbers.map(([, lo]) => lo)]);
    this.#space = space;
    this.#features = features;
    this.#input = allocate(input.length);
    this.#input.set(input);
    this.#ofTile = allocate(residualsLength);
  }

  /** Of `rows` rows that follow each other, the outcome last in each. */
  write(values: Float64Array, rows: number, residuals: Float64Array): void {
    const { kernels } = this.#space;
    const d = this.#features;
    let to = 0;
    forEachTile(this.#space, { x: values, y: undefined, rows, d }, this.#input, (tile, count) => {
      kernels.tileResiduals(tile, d, count, this.#input, pointIn(d), this.#ofTile);
      for (let i = 0; i < count; i++) residuals[to++] = this.#ofTile[i]!;
    });
  }
}
