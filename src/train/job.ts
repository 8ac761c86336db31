/** What a training run is, as plain data: every thread compiles the same job. */
import { compile, type Program } from '../graph/program.js';
import type { ModelDefinition } from '../models/model.js';
import type { Order } from './order.js';
import type { Inputs } from './rows.js';

export interface Job {
  readonly model: ModelDefinition;
  readonly rows: number;
  readonly blockRows: number;
  readonly shardRows: number;
  readonly batchSize: number;
  readonly stepSize: number;
  readonly order: Order;
  readonly seed: number;
}

export interface Compiled {
  readonly program: Program;
  readonly inputs: Inputs;
  readonly prediction: number;
}

export function compileModel({ graph, roles }: ModelDefinition): Compiled {
  const program = compile(graph);
  const inputs = { input: program.position(roles.input), outcome: program.position(roles.outcome) };
  return { program, inputs, prediction: program.position(roles.prediction) };
}
