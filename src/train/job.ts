/** What a training run is, as plain data: every thread compiles the same job. */

import { errorsOfProbabilities, errorsOfValues } from '../expression/arithmetic.js';
import type { Code } from '../expression/code.js';
import { ofProbability } from '../graph/metrics.js';
import { compile, type Program } from '../graph/program.js';
import type { Model, ModelDefinition } from '../models/model.js';
import type { Order } from './epoch-order.js';
import type { Inputs } from './rows.js';

/** A graph and its roles are enough to take steps; what else is known of the model is used where it is there. */
export type JobModel = ModelDefinition & Partial<Pick<Model, 'curvature' | 'metrics'>>;

export interface Job {
  readonly model: JobModel;
  /** Rows to train on: the first ones of the table. */
  readonly rows: number;
  /** Rows behind them, to validate with. */
  readonly validationRows: number;
  readonly blockRows: number;
  readonly shardRows: number;
  readonly batchSize: number;
  readonly order: Order;
  readonly seed: number;
  readonly solver: 'sgd' | 'svrg';
  /** β of v ← βv + g, θ ← θ − ηv; 0 for none. */
  readonly momentum: number;
  /** Whether the average of θ over the steps is what counts. */
  readonly averaging: boolean;
  /**
   * Whether a smaller last minibatch takes a step smaller in proportion. Then every row counts the same in an epoch, as
   * it has to where steps shall lead to the optimum itself.
   */
  readonly evenSteps: boolean;
}

export interface Compiled {
  readonly program: Program;
  readonly inputs: Inputs;
  readonly prediction: number;
  /** What an evaluation sums, of y and ŷ. */
  readonly errors: Code;
}

/** J need not depend on the prediction, nor on the outcome. */
export function compileModel({ graph, roles, metrics }: JobModel): Compiled {
  const program = compile(graph, undefined, [roles.prediction, roles.outcome]);
  const inputs = { input: program.position(roles.input), outcome: program.position(roles.outcome) };
  const errors = ofProbability(metrics?.own ?? []) ? errorsOfProbabilities : errorsOfValues;
  return { program, inputs, prediction: program.position(roles.prediction), errors };
}
