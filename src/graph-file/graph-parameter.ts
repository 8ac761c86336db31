/** A parameter of a graph file: its shape alone, or `{shape: [8, features], init: {uniform: 0.5}}`. */
import { isMap, isScalar, type Node } from 'yaml';
import type { GraphError } from '../errors.js';
import type { Init } from '../graph/definition.js';
import type { GraphDocument, TextPosition } from './graph-document.js';

export function parameter(
  document: GraphDocument,
  name: string,
  value: Node | null,
  at: TextPosition,
): { shape: (number | 'features')[]; init?: Init } {
  const wrong = (node: Node | null, text: string): GraphError =>
    document.error('GRAPH_FILE', document.at(node, at), `parameter "${name}": ${text}`, [name]);
  const fields = isMap(value)
    ? document.fields(
        value,
        ['shape', 'init'],
        `parameter "${name}"`,
        '{shape: [8, features], init: {uniform: 0.5}}',
      )
    : undefined;
  const shapeNode = fields === undefined ? value : (fields.get('shape')?.value ?? null);
  const shape: (number | 'features')[] = [];
  for (const extent of document.list(shapeNode) ?? (shapeNode === null ? [] : [undefined])) {
    if (extent !== 'features' && !(typeof extent === 'number' && Number.isInteger(extent) && extent >= 1)) {
      throw wrong(
        shapeNode,
        'expected a shape: [] for a scalar, [n] for a vector, [n, p] for a matrix, where n and p are positive whole numbers or "features"',
      );
    }
    shape.push(extent);
  }
  if (shape.length > 2) throw wrong(shapeNode, `a shape has at most two dimensions, got ${shape.length}`);
  const init = fields?.get('init');
  if (init === undefined) return { shape };
  const number = document.number(init.value);
  if (number !== undefined && Number.isFinite(number)) return { shape, init: number };
  if (isScalar(init.value) && init.value.value === 'meanOutcome') return { shape, init: 'meanOutcome' };
  const uniform = isMap(init.value)
    ? document.fields(init.value, ['uniform'], 'an init', '{uniform: 0.5}').get('uniform')
    : undefined;
  const range = document.number(uniform?.value ?? null);
  if (range !== undefined && Number.isFinite(range) && range >= 0) return { shape, init: { uniform: range } };
  throw wrong(
    init.value,
    'expected an init: a number, meanOutcome, or {uniform: a} for random values in [−a, a]',
  );
}
