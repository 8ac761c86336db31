/**
 * A model: a graph, the roles that its nodes play, and its capabilities: what is known of it beyond the graph. Training,
 * solving, certifying, explaining and the model file ask for a capability, never for the kind of model.
 *
 * All of it is plain data, like the graph itself, so that it crosses threads with the job.
 */
import type { GraphDefinition } from '../graph/definition.js';
import type { MetricName } from '../graph/metrics.js';
import type { Curvature } from './curvature.js';

export interface Roles {
  /** The input leaf that takes an example's features x. */
  readonly input: string;
  /** The input leaf that takes the outcome y. */
  readonly outcome: string;
  readonly prediction: string;
  readonly linear?: LinearRoles;
}

/** Of models with ŷ = wᵀx + b only: the parameters w, and b where there is one. */
export interface LinearRoles {
  readonly weights: string;
  readonly intercept?: string;
}

/** The objective is the graph's sink, and the parameters are its `parameter` leaves. */
export interface ModelDefinition {
  readonly name: string;
  readonly graph: GraphDefinition;
  readonly roles: Roles;
}

export interface Model extends ModelDefinition, Capabilities {}

/** What is known of a model beyond its graph. */
export interface Capabilities {
  /** As messages call it, such as `least squares`. */
  readonly title: string;
  /** Whether the initial parameters are all 0, or all 0 but for b = mean of y, or what the graph's `init` says. */
  readonly initial: 'zero' | 'meanOutcome' | 'seeded';
  readonly metrics: ModelMetrics;
  /** A bound of how steep J can be; J is convex. Without it step sizes are guessed, and parameters not averaged. */
  readonly curvature?: Curvature;
  /** What `solver: exact` solves. */
  readonly exact?: PenalizedSquares;
  /** What J is, for proofs of its distance from the minimum. */
  readonly certificate?: PenalizedSquares;
  /** Whether an exact solution has standard errors, t and F: where there is no penalty. */
  readonly statistics?: true;
  readonly file: FileForm;
}

/** Which of the errors that every evaluation computes mean what. */
export interface ModelMetrics {
  /** Those that mean something for its predictions: others are not reported. */
  readonly own: readonly MetricName[];
  /** The error on held-out rows that decides which parameters are best. */
  readonly validation: 'objective' | 'meanSquaredError';
  /** The one that is the mean loss; null where none is. */
  readonly loss: 'meanSquaredError' | null;
  /** What R² compares the predictions with: the mean of y, or 0. */
  readonly baseline: 'mean' | 'zero';
}

/** J = (1/n) Σ(y − wᵀx − b)² + λwᵀw; without the role `intercept` there is no b. */
export interface PenalizedSquares extends LinearRoles {
  /** λ. */
  readonly l2Reg: number;
}

/** How the model file holds the parameters: as weights in original units, or node by node. */
export type FileForm = 'weights' | 'parameters';
