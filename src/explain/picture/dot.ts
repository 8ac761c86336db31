/**
 * A picture in Graphviz' own language. Values run along lines in one colour, partials run back along dashed lines in
 * another. A label is a node of its own in the middle of its line, so that it sits on the line and not beside it.
 */
import { widthOf } from '../../text/width.js';
import { wrapText } from '../../text/wrap.js';
import { refuseAbove } from './limit.js';
import { headOf, type Picture, type PictureEdge, type PictureNode } from './picture.js';
import { light } from './scheme.js';

/** Nodes and edges that Graphviz lays out in some seconds, and a screen can show. */
const limit = 1000;

export interface DotOptions {
  /** Which way values run: to the bottom unless given. */
  readonly direction?: 'TB' | 'LR';
  /** For the message. */
  readonly format?: string;
}

/** Throws a `UsageError` for a graph above the limit. */
export function dot(picture: Picture, { direction = 'TB', format = 'dot' }: DotOptions = {}): string {
  refuseAbove(limit, format, picture);
  const ids = new Map(picture.nodes.map(({ name }, at) => [name, `n${at}`]));
  const lines = [
    ...picture.nodes.map((node) => nodeLine(node, ids.get(node.name)!)),
    ...picture.edges.flatMap((edge, at) => edgeLines(edge, at, ids)),
  ];
  const font = 'fontname="Helvetica,Arial,sans-serif"';
  const title = wrapText(picture.title, longestTitle).join('\n');
  return `digraph ${quote(picture.title)} {
  graph [rankdir=${direction}, ranksep=0.18, nodesep=0.15, pad=0.2, bgcolor=${quote(light.background)}, label=${quote(title)}, labelloc=t, ${font}, fontsize=14, fontcolor=${quote(light.ink)}];
  node [shape=box, style="rounded,filled", ${font}, fontsize=${nodeFont}, fontcolor=${quote(light.ink)}, margin="0.12,0.09"];
  edge [arrowsize=0.7];
${lines.map((line) => `  ${line}\n`).join('')}}
`;
}

/** Letters in a line of the title. */
const longestTitle = 60;

function nodeLine(node: PictureNode, id: string): string {
  const { kind, value, partial, cut } = node;
  const { fill, line } = light.nodes[kind];
  const lines = [...headOf(node), ...value, ...partial];
  return `${id} [${attributes({
    id,
    class: cut ? `${kind} cut` : kind,
    label: lines.join('\n'),
    width: inches(lines, nodeFont),
    fillcolor: fill,
    color: line,
    ...(cut && { style: 'rounded,filled,dashed' }),
  })}];`;
}

const nodeFont = 13;
const labelFont = 11;

/** The least width of text. Graphviz counts on Helvetica, and the reader may have a wider font: about 0.55 of its size a letter. */
function inches(lines: readonly string[], fontSize: number): string {
  const widest = lines.reduce((most, line) => Math.max(most, widthOf(line)), 0);
  return ((widest * 0.55 * fontSize) / 72 + 0.15).toFixed(2);
}

function edgeLines(edge: PictureEdge, at: number, ids: ReadonlyMap<string, string>): string[] {
  const { from, to, label, value, partial } = edge;
  const [start, end] = [ids.get(from)!, ids.get(to)!];
  const along: Label = { id: `v${at}`, class: 'value', lines: value.length > 0 ? value : [label] };
  const lines = labelledLine(start, end, along, { color: light.value }, light.ink);
  if (partial.length === 0) return lines;
  const against: Label = { id: `p${at}`, class: 'partial', lines: partial };
  const dashed = { style: 'dashed', color: light.partial };
  return [...lines, ...labelledLine(start, end, against, dashed, light.partial)];
}

interface Label {
  readonly id: string;
  readonly class: 'value' | 'partial';
  readonly lines: readonly string[];
}

/** The arrow of a value is at the end, that of a partial at the start. */
function labelledLine(
  start: string,
  end: string,
  { id, class: kind, lines }: Label,
  line: Readonly<Record<string, string>>,
  fontcolor: string,
): string[] {
  const [first, second] = kind === 'value' ? ['none', 'forward'] : ['back', 'none'];
  const label = {
    id,
    class: kind,
    label: lines.join('\n'),
    width: inches(lines, labelFont),
    fontcolor,
    ...labelStyle,
  };
  const half = (dir: string, name: string) => attributes({ id: `${id}${name}`, class: kind, dir, ...line });
  return [
    `${id} [${attributes(label)}];`,
    `${start} -> ${id} [${half(first!, 'a')}];`,
    `${id} -> ${end} [${half(second!, 'b')}];`,
  ];
}

const labelStyle = {
  shape: 'plaintext',
  style: '',
  fontsize: String(labelFont),
  margin: '0.05,0.03',
  height: '0',
};

function attributes(of: Readonly<Record<string, string>>): string {
  return Object.entries(of)
    .map(([name, value]) => `${name}=${quote(value)}`)
    .join(', ');
}

function quote(text: string): string {
  return `"${text.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n')}"`;
}
