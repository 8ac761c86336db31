/** A model: a graph and the roles that its nodes play. Plain data, like the graph itself. */
import type { GraphDefinition } from '../graph/definition.js';

export interface Roles {
  /** The input leaf that takes an example's features x. */
  readonly input: string;
  /** The input leaf that takes the outcome y. */
  readonly outcome: string;
  readonly prediction: string;
  readonly linear?: LinearRoles;
}

/** Of linear models only: the parameters w, and b where there is one. */
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
