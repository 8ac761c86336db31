/** A constant of a graph file: a number, a list or rows of numbers, or `{shape: [features], value: 1}`. */
import { isMap, type Node } from 'yaml';
import { quoted } from '../text/visible.js';
import type { GraphDocument, TextPosition } from './graph-document.js';
import { shapeIn } from './graph-parameter.js';
import type { TemplateNode } from './graph-template.js';
import { numbersOf } from './number-lists.js';

export function constant(
  document: GraphDocument,
  name: string,
  value: Node | null,
  at: TextPosition,
): TemplateNode {
  const wrong = (text: string) =>
    document.error('GRAPH_FILE', document.at(value, at), `constant ${quoted(name)}: ${text}`, [name]);
  if (!isMap(value)) {
    const numbers = numbersOf(document.plain(value));
    if (numbers === undefined)
      throw wrong('expected a number, a list of numbers, rows of numbers, or {shape: [features], value: 1}');
    const { shape, values } = numbers;
    const [only] = values;
    return { name, op: 'constant', shape, value: shape.length === 0 && only !== undefined ? only : values };
  }
  const form = '{shape: [features], value: 1}';
  const fields = document.fields(value, ['shape', 'value'], `constant ${quoted(name)}`, form);
  const shape = shapeIn(document, fields.get('shape')?.value ?? null);
  const number = document.number(fields.get('value')?.value ?? null);
  if (typeof shape === 'string') throw wrong(shape);
  if (number === undefined || !Number.isFinite(number)) throw wrong(`expected a number, as in ${form}`);
  return { name, op: 'constant', shape, value: number };
}
