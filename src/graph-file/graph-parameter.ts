/** A parameter of a graph file: its shape alone, or `{shape: [8, features], init: {uniform: 0.5}, frozen: true}`. */
import { isMap, isScalar, type Node } from 'yaml';
import type { GraphError } from '../errors.js';
import type { Init } from '../graph/definition.js';
import { quoted } from '../text/visible.js';
import type { GraphDocument, TextPosition } from './graph-document.js';
import type { TemplateNode } from './graph-template.js';
import { numbersOf } from './number-lists.js';

export function parameter(
  document: GraphDocument,
  name: string,
  value: Node | null,
  at: TextPosition,
): Pick<TemplateNode, 'shape' | 'init' | 'frozen'> {
  const wrong = (node: Node | null, text: string): GraphError =>
    document.error('GRAPH_FILE', document.at(node, at), `parameter ${quoted(name)}: ${text}`, [name]);
  const fields = isMap(value)
    ? document.fields(
        value,
        ['shape', 'init', 'frozen'],
        `parameter ${quoted(name)}`,
        '{shape: [8, features], init: {uniform: 0.5}}',
      )
    : undefined;
  const shapeNode = fields === undefined ? value : (fields.get('shape')?.value ?? null);
  const shape = shapeIn(document, shapeNode);
  if (typeof shape === 'string') throw wrong(shapeNode, shape);
  const frozen = fields?.get('frozen')?.value;
  const isFrozen = isScalar(frozen) ? frozen.value : frozen;
  if (frozen !== undefined && typeof isFrozen !== 'boolean')
    throw wrong(frozen, 'frozen: expected true or false');
  const init = fields?.get('init')?.value;
  return {
    shape,
    ...(init !== undefined && { init: initIn(document, init, (text) => wrong(init, text)) }),
    ...(isFrozen === true && { frozen: true }),
  };
}

/** A shape, or what is wrong with it. */
export function shapeIn(document: GraphDocument, node: Node | null): (number | 'features')[] | string {
  const shape: (number | 'features')[] = [];
  for (const extent of document.list(node) ?? (node === null ? [] : [undefined])) {
    if (extent !== 'features' && !(typeof extent === 'number' && Number.isInteger(extent) && extent >= 1))
      return 'expected a shape: [] for a scalar, [n] for a vector, [n, p] for a matrix, where n and p are positive whole numbers or "features"';
    shape.push(extent);
  }
  return shape.length > 2 ? `a shape has at most two dimensions, got ${shape.length}` : shape;
}

function initIn(document: GraphDocument, node: Node | null, wrong: (text: string) => GraphError): Init {
  const expected = wrong(
    'expected an init: a number, a list of numbers or of rows, meanOutcome, or {uniform: a} for random values in [−a, a]',
  );
  if (isScalar(node) && node.value === 'meanOutcome') return 'meanOutcome';
  if (!isMap(node)) {
    const numbers = numbersOf(document.plain(node));
    const [only] = numbers?.values ?? [];
    if (numbers === undefined || only === undefined) throw expected;
    return numbers.shape.length === 0 ? only : numbers.values;
  }
  const uniform = document.fields(node, ['uniform'], 'an init', '{uniform: 0.5}').get('uniform');
  const range = document.number(uniform?.value ?? null);
  if (range === undefined || !Number.isFinite(range) || range < 0) throw expected;
  return { uniform: range };
}
