/** Predictions of custom graphs: a forward pass, tile by tile. */
import { Pass, type PassOptions } from '../graph/pass.js';
import { compile, nodeAt } from '../graph/program.js';
import type { PredictableGraph, PredictRows } from './predictable.js';

/** Throws a `GraphError` for a graph that is wrong. The bits do not depend on the kernels, nor on the rows at a time. */
export function graphRows(
  { graph, roles, features, parameters }: PredictableGraph,
  options: Pick<PassOptions, 'allocate' | 'kernels' | 'rows'>,
): PredictRows {
  const program = compile(graph);
  const pass = new Pass(program, { ...options, partials: 'all' });
  const nodeValue = (name: string) => pass.value(program.position(name));
  for (const [name, { values }] of Object.entries(parameters)) nodeValue(name).set(values);
  const [x, y] = [nodeValue(roles.input), nodeValue(roles.outcome)];
  const outputOf = (position: number) => {
    const value = pass.value(position);
    const stride = nodeAt(program, position).perExample ? 1 : 0;
    return (out: Float64Array, from: number, count: number) => {
      for (let i = 0; i < count; i++) out[from + i] = value[i * stride]!;
    };
  };
  const takePredictions = outputOf(program.position(roles.prediction));
  const takeObjectives = outputOf(program.sink);
  const means = Float64Array.from(features, ({ mean }) => mean);
  const scales = Float64Array.from(features, ({ scale }) => scale);
  const d = features.length;
  return ({ values, width, rows }, predictions, objectives) => {
    for (let from = 0; from < rows; from += pass.rows) {
      const count = Math.min(pass.rows, rows - from);
      for (let i = 0, at = from * width, to = 0; i < count; i++, at += width) {
        for (let j = 0; j < d; j++, to++) x[to] = (values[at + j]! - means[j]!) / scales[j]!;
        if (objectives !== undefined) y[i] = values[at + d]!;
      }
      pass.forward(count);
      takePredictions(predictions, from, count);
      if (objectives !== undefined) takeObjectives(objectives, from, count);
    }
  };
}
