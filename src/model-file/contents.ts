/** What a model file holds of the parameters, by the form that the model asks for. */
import type { Config } from '../config/check-config.js';
import type { FileForm, Model } from '../models/model.js';
import { fingerprint, fingerprintOfParameters } from './fingerprint.js';
import type { Feature } from './model-file.js';

export interface LinearWeights {
  readonly weights: ArrayLike<number>;
  /** ŷ at the means of the features. */
  readonly atMeans: number;
  /** ŷ where all features are 0; without meaning where the model has no intercept. */
  readonly intercept: number;
}

export interface ContentsParts {
  readonly config: Config;
  readonly definition: Model;
  /** In input order. */
  readonly features: readonly Feature[];
  /** The values of each parameter node, on standardized columns, row by row. */
  readonly parameters: ReadonlyMap<string, ArrayLike<number>>;
  /** Of a linear model, in original units. */
  readonly weights?: LinearWeights | undefined;
  /** How far they are from the minimum at most, where that was asked; null where nothing is proved. */
  readonly within?: WeightsWithin | undefined;
}

export interface WeightsWithin {
  readonly weights: readonly (number | null)[];
  readonly intercept: number | null;
}

export const contentsOf: Readonly<Record<FileForm, (parts: ContentsParts) => object>> = {
  weights({ config, definition, features, weights: found, within }) {
    if (found === undefined) throw new Error(`${definition.name} has no weights`);
    const intercept = definition.roles.linear?.intercept === undefined ? null : found.intercept;
    const weights = Array.from(found.weights);
    const means = features.map(({ mean }) => mean);
    return {
      l2Reg: config.l2Reg,
      intercept,
      interceptWithin: intercept === null ? undefined : within?.intercept,
      atMeans: found.atMeans,
      features: features.map(({ name, mean, scale }, j) => {
        return { name, weight: weights[j], within: within?.weights[j], mean, scale };
      }),
      weights: Object.fromEntries(features.map(({ name }, j) => [name, weights[j]])),
      fingerprint: fingerprint(found.atMeans, weights, means),
    };
  },
  parameters({ definition, features, parameters }) {
    const nodes = definition.graph.nodes.filter(({ op }) => op === 'parameter');
    const values = (name: string) => Array.from(parameters.get(name) ?? []);
    return {
      features: features.map(({ name, mean, scale }) => ({ name, mean, scale })),
      parameters: Object.fromEntries(
        nodes.map(({ name, shape = [] }) => [name, { shape, values: values(name) }]),
      ),
      fingerprint: fingerprintOfParameters(nodes.map(({ name }) => values(name))),
    };
  },
};
