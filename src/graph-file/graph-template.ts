/** A graph file's content as plain data: a graph whose shapes may wait for the number of features. */
import { basename } from 'node:path';
import type { GraphDefinition, NodeDefinition } from '../graph/definition.js';
import type { MetricName } from '../graph/metrics.js';
import type { TextPosition } from './graph-document.js';

/** A node whose shape may wait for the number of features. */
export interface TemplateNode extends Omit<NodeDefinition, 'shape'> {
  readonly shape?: readonly (number | 'features')[];
}

/** Plain data: what the file says. */
export interface GraphFile {
  readonly name: string;
  /** As errors call it. */
  readonly file: string;
  readonly nodes: readonly TemplateNode[];
  readonly ops?: GraphDefinition['ops'];
  readonly input: string;
  readonly outcome: string;
  readonly prediction: string;
  readonly objective: string;
  /** Those that mean something for its predictions; undefined for those that follow from its nodes. */
  readonly metrics?: readonly MetricName[];
  /** Where each node stands. */
  readonly places: Readonly<Record<string, TextPosition>>;
}

/** What a model file keeps of a graph: where it lay, and on which lines, does not change the result. */
export function graphRecord({ places: _, file, ...graph }: GraphFile): Omit<GraphFile, 'places'> {
  return { ...graph, file: basename(file) };
}
