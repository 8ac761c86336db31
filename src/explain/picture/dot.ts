/**
 * A picture in Graphviz' own language. Values run along the edges; partials run back along edges of their own, in
 * another colour. Every node and edge carries an id and a class, by which the SVG is styled.
 */
import { refuseAbove } from './limit.js';
import { headOf, type Picture, type PictureEdge, type PictureNode } from './picture.js';

/** Nodes and edges that Graphviz lays out in some seconds, and a screen can show. */
const limit = 1000;

/** Throws a `UsageError` for a graph above the limit. */
export function dot(picture: Picture, format = 'dot'): string {
  refuseAbove(limit, format, picture);
  const ids = new Map(picture.nodes.map(({ name }, at) => [name, `n${at}`]));
  const lines = [
    ...picture.nodes.map((node) => nodeLine(node, ids.get(node.name)!)),
    ...picture.edges.flatMap((edge, at) => edgeLines(edge, at, ids)),
  ];
  return `digraph ${quote(picture.title)} {
  graph [rankdir=LR, bgcolor=transparent, ranksep=0.35, nodesep=0.3, pad=0.2];
  node [shape=box, style="rounded,filled", fontname="Helvetica,Arial,sans-serif", fontsize=13, margin="0.16,0.09"];
  edge [fontname="Helvetica,Arial,sans-serif", fontsize=12.5, arrowsize=0.7];
${lines.map((line) => `  ${line}\n`).join('')}}
`;
}

const colours = {
  input: { fillcolor: '#d9ead3', color: '#38761d' },
  parameter: { fillcolor: '#fff2cc', color: '#b45f06' },
  constant: { fillcolor: '#e6eef5', color: '#4a6f8f' },
  op: { fillcolor: '#f3f3f3', color: '#666666' },
  objective: { fillcolor: '#e3dcf5', color: '#5b3fa0' },
};
const partialColour = '#b3261e';

function nodeLine(node: PictureNode, id: string): string {
  const { kind, value, partial, cut } = node;
  return `${id} [${attributes({
    id,
    class: cut ? `${kind} cut` : kind,
    label: [...headOf(node), ...value, ...partial].join('\n'),
    ...colours[kind],
    ...(cut && { style: 'rounded,filled,dashed' }),
  })}];`;
}

function edgeLines(edge: PictureEdge, at: number, ids: ReadonlyMap<string, string>): string[] {
  const { from, to, label, value, partial } = edge;
  const ends = `${ids.get(from)} -> ${ids.get(to)}`;
  const along = attributes({
    id: `v${at}`,
    class: 'value',
    label: spaced(value.length > 0 ? value : [label]),
  });
  if (partial.length === 0) return [`${ends} [${along}];`];
  const line = { dir: 'back', style: 'dashed', color: partialColour, fontcolor: partialColour };
  const against = attributes({ id: `p${at}`, class: 'partial', label: spaced(partial), ...line });
  return [`${ends} [${along}];`, `${ends} [${against}];`];
}

/** Room at both sides, so that no line of an edge touches its label. */
function spaced(lines: readonly string[]): string {
  return lines.map((line) => `\u00a0${line}\u00a0`).join('\n');
}

function attributes(of: Readonly<Record<string, string>>): string {
  return Object.entries(of)
    .map(([name, value]) => `${name}=${quote(value)}`)
    .join(', ');
}

function quote(text: string): string {
  return `"${text.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n')}"`;
}
