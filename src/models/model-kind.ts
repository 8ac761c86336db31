/** A kind of model: what a config names, and builds a model once the number of features is known. */
import type { Model } from './model.js';

export interface ModelOptions {
  /** d, the number of features. */
  readonly features: number;
  /** Whether there is a b; without it ŷ = wᵀx. */
  readonly intercept: boolean;
  /** λ. */
  readonly l2Reg: number;
}

export interface ModelKind<Name extends string = string> {
  readonly name: Name;
  /** λ where a config gives none; null for a model without a penalty. */
  readonly l2Reg: number | null;
  readonly build: (options: ModelOptions) => Model;
}
