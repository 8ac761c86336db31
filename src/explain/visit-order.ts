/** When the passes come to a node: forward in topological order, backward in reverse. */
import type { Program } from '../graph/program.js';

/** Both count from 1. */
export interface VisitOrder {
  /** When its value is computed. */
  readonly forward: number;
  /** When its partial is complete. */
  readonly backward: number;
}

export function visitOrder({ nodes }: Program, position: number): VisitOrder {
  return { forward: position + 1, backward: nodes.length - position };
}
