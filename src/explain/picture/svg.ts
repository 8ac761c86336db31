/**
 * A picture as SVG, laid out by Graphviz in WebAssembly (loaded only when it is needed) and styled for light and dark.
 *
 * Graphviz' own colours are taken out; what is left is classes, and one style block that follows the reader's scheme.
 */
import { dot } from './dot.js';
import { headOf, type NodeKind, type Picture } from './picture.js';

/** Throws a `UsageError` for a graph above the limit of `dot`. */
export async function svg(picture: Picture): Promise<string> {
  const source = dot(picture, 'svg');
  const { instance } = await import('@viz-js/viz');
  const drawn = (await instance()).renderString(source, { format: 'svg' });
  return restyle(drawn, picture);
}

interface Scheme {
  readonly ink: string;
  readonly edge: string;
  readonly partial: string;
  /** Fill and line of each kind of node. */
  readonly nodes: Readonly<Record<NodeKind, readonly [string, string]>>;
}

const light: Scheme = {
  ink: '#1c1c1e',
  edge: '#6b6b70',
  partial: '#b3261e',
  nodes: {
    input: ['#d9ead3', '#38761d'],
    parameter: ['#fff2cc', '#b45f06'],
    constant: ['#e6eef5', '#4a6f8f'],
    op: ['#f1f1f3', '#77777c'],
    objective: ['#e3dcf5', '#5b3fa0'],
  },
};
const dark: Scheme = {
  ink: '#ececf0',
  edge: '#a2a2a8',
  partial: '#ff9d94',
  nodes: {
    input: ['#21391b', '#8fce74'],
    parameter: ['#47370f', '#f1b45c'],
    constant: ['#1d2f40', '#8fb4d4'],
    op: ['#2c2c30', '#9a9aa0'],
    objective: ['#372a5c', '#b9a3f2'],
  },
};

/** Under a class of its own, as the picture may stand inside a page. */
function rules({ ink, edge, partial, nodes }: Scheme): string {
  const drawn = (name: string, fill: string, line: string) =>
    `.chainrule .${name} path, .chainrule .${name} polygon { fill: ${fill}; stroke: ${line}; }`;
  return [
    `.chainrule text { fill: ${ink}; font-family: Helvetica, Arial, sans-serif; }`,
    drawn('value', edge, edge),
    drawn('partial', partial, partial),
    '.chainrule .edge path { fill: none; }',
    // Laid out for a larger size: what is left over keeps lines and labels apart.
    '.chainrule .edge text { font-size: 11px; transform: translateY(-3px); }',
    `.chainrule .partial text, .chainrule text.partial { fill: ${partial}; }`,
    ...Object.entries(nodes).map(([kind, [fill, line]]) => drawn(kind, fill, line)),
  ].join('\n');
}

const style = `${rules(light)}\n@media (prefers-color-scheme: dark) {\n${rules(dark)}\n}`;

/** Classes for colours, and titles that say what a node or edge is. */
function restyle(drawn: string, { title, nodes, edges }: Picture): string {
  const titles = new Map<string, string>();
  // Of each node, how many lines come before those of its partial.
  const plain = new Map(nodes.map((node, at) => [`n${at}`, headOf(node).length + node.value.length]));
  for (const [at, { name, kind, op, formula, order }] of nodes.entries()) {
    const what = kind === 'objective' ? `objective, ${op}` : op;
    const when = `forward ${order.forward}, backward ${order.backward}`;
    titles.set(`n${at}`, `${name} (${what}): ${formula}; ${when}`);
  }
  for (const [at, { from, to, label, value, partial }] of edges.entries()) {
    titles.set(`v${at}`, `${label} from ${from} into ${to}${said(value)}`);
    titles.set(`p${at}`, `back from ${to} to ${from}${said(partial)}`);
  }
  return drawn
    .slice(drawn.indexOf('<svg'))
    .replace('<svg', () => `<svg class="chainrule" role="img" aria-label="${escaped(title)}"`)
    .replace(/<svg[^>]*>/, (open) => `${open}\n<style>\n${style}\n</style>`)
    .replace(/ (?:fill|stroke|font-family)="[^"]*"/g, '')
    .replace(/<g id="(\w+)" class="(?:node|edge)[\s\S]*?<\/g>/g, (group, id) =>
      restyleGroup(group, id, titles, plain),
    )
    .replace(/(<g id="graph0" class="graph"[^>]*>\s*<title>)[^<]*/, (_, open) => open + escaped(title));
}

/** Its own title; and of a node the lines of partials in their colour. */
function restyleGroup(
  group: string,
  id: string,
  titles: ReadonlyMap<string, string>,
  plain: ReadonlyMap<string, number>,
): string {
  const title = titles.get(id) ?? id;
  let line = 0;
  return group
    .replace(/<title>[^<]*/, () => `<title>${escaped(title)}`)
    .replace(/<text /g, (open) => (++line > (plain.get(id) ?? line) ? `${open}class="partial" ` : open));
}

function said(lines: readonly string[]): string {
  return lines.length === 0 ? '' : `: ${lines.join(', ')}`;
}

function escaped(text: string): string {
  const entities: Readonly<Record<string, string>> = {
    '&': '&amp;',
    '<': '&lt;',
    '>': '&gt;',
    '"': '&quot;',
  };
  return text.replace(/[&<>"]/g, (sign) => entities[sign]!);
}
