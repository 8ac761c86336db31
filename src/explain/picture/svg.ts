/**
 * A picture as SVG, laid out by Graphviz in WebAssembly (loaded only when it is needed).
 *
 * It stands alone: it has a background, a title and a legend, and its colours are attributes, so that it is readable
 * where style sheets are removed. One style block, under a class of its own as the picture may be part of a page, gives
 * it other colours where the reader prefers a dark scheme.
 */
import { widthOf } from '../../text/width.js';
import { dot } from './dot.js';
import { headOf, type Picture } from './picture.js';
import { dark, light } from './scheme.js';

/** Points. Where values run to the bottom and the picture gets wider, it is laid out to the right as well, and the smaller one is taken. */
const widest = 1000;

/** Throws a `UsageError` for a graph above the limit of `dot`. */
export async function svg(picture: Picture): Promise<string> {
  const source = dot(picture, { format: 'svg' });
  const { instance } = await import('@viz-js/viz');
  const graphviz = await instance();
  const down = graphviz.renderString(source, { format: 'svg' });
  if (sizeOf(down).width <= widest) return finish(down, picture);
  const right = graphviz.renderString(dot(picture, { direction: 'LR', format: 'svg' }), { format: 'svg' });
  return finish(areaOf(right) < areaOf(down) ? right : down, picture);
}

function areaOf(drawn: string): number {
  const { width, height } = sizeOf(drawn);
  return width * height;
}

interface Size {
  readonly width: number;
  readonly height: number;
}

function sizeOf(drawn: string): Size {
  const [, width, height] = /viewBox="0\.00 0\.00 ([\d.]+) ([\d.]+)"/.exec(drawn) ?? [];
  if (width === undefined || height === undefined) throw new Error('Graphviz drew a picture without a size');
  return { width: Number(width), height: Number(height) };
}

const style = [
  `.chainrule .background { fill: ${dark.background}; }`,
  `.chainrule text { fill: ${dark.ink}; }`,
  `.chainrule .value path, .chainrule .value polygon { stroke: ${dark.value}; }`,
  `.chainrule .value polygon { fill: ${dark.value}; }`,
  `.chainrule .partial path, .chainrule .partial polygon { stroke: ${dark.partial}; }`,
  `.chainrule .partial polygon, .chainrule .partial text, .chainrule text.partial { fill: ${dark.partial}; }`,
  ...Object.entries(dark.nodes).map(
    ([kind, { fill, line }]) => `.chainrule .${kind} path { fill: ${fill}; stroke: ${line}; }`,
  ),
].join('\n');

const margin = 14;
const legendHeight = 22;

/** The background and the legend are added, and titles that say what a node or a line is. */
function finish(drawn: string, picture: Picture): string {
  const parts = legendOf(picture);
  const legendWidth = parts.reduce((sum, { width }) => sum + width, 2 * margin);
  const graph = sizeOf(drawn);
  const width = Math.max(graph.width, legendWidth);
  const height = graph.height + legendHeight;
  const left = (graph.width - width) / 2;
  const box = `${left} 0 ${width} ${height}`;
  const body = drawn
    .slice(drawn.indexOf('<g id="graph0"'), drawn.lastIndexOf('</svg>'))
    // The background of the graph alone.
    .replace(/<polygon fill="#ffffff"[^>]*>\n/, '')
    .replace(/(<g id="graph0"[^>]*>\s*<title>)[^<]*/, (_, open) => open + escaped(picture.title));
  return `<svg class="chainrule" role="img" aria-label="${escaped(picture.title)}" width="${width}pt" height="${height}pt" viewBox="${box}" xmlns="http://www.w3.org/2000/svg">
<style>
@media (prefers-color-scheme: dark) {
${style}
}
</style>
<rect class="background" x="${left}" y="0" width="${width}" height="${height}" fill="${light.background}"/>
${titled(body, picture)}${legend(parts, left + margin, graph.height + 4)}
</svg>
`;
}

interface LegendPart {
  readonly kind: 'value' | 'partial' | 'order';
  readonly text: string;
  readonly width: number;
}

/** Lines of partials are there with numbers only. */
function legendOf({ edges }: Picture): LegendPart[] {
  const part = (kind: LegendPart['kind'], text: string) => ({
    ...{ kind, text },
    width: (kind === 'order' ? 0 : sample + 6) + widthOf(text) * 6.2 + 18,
  });
  const order = part('order', '→ ← order of the passes');
  if (edges.every(({ partial }) => partial.length === 0)) return [part('value', 'value, forward'), order];
  return [part('value', 'value, forward'), part('partial', 'partial, backward'), order];
}

/** The length of a line in the legend. */
const sample = 30;

function legend(parts: readonly LegendPart[], left: number, y: number): string {
  let x = left;
  const drawn = parts.map(({ kind, text, width }) => {
    const at = x;
    x += width;
    if (kind === 'order') return `<text ${legendText} x="${at}" y="${y + 4}">${text}</text>`;
    const isPartial = kind === 'partial';
    const colour = isPartial ? light.partial : light.value;
    const [tip, back] = isPartial ? [at, at + 6] : [at + sample, at + sample - 6];
    return `<g class="${kind}">
<path d="M${at},${y} H${at + sample}" fill="none" stroke="${colour}"${isPartial ? ' stroke-dasharray="5,2"' : ''}/>
<polygon points="${tip},${y} ${back},${y - 2.5} ${back},${y + 2.5}" fill="${colour}" stroke="${colour}"/>
<text ${legendText} x="${at + sample + 6}" y="${y + 4}" fill="${isPartial ? light.partial : light.ink}">${text}</text>
</g>`;
  });
  return `<g class="legend">\n${drawn.join('\n')}\n</g>`;
}

const legendText = 'font-family="Helvetica,Arial,sans-serif" font-size="11"';

/** Each group has a title; and the lines of a partial in a node have its colour. */
function titled(body: string, { nodes, edges }: Picture): string {
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
  return body.replace(/<g id="([nvp]\d+)[ab]?" class="(?:node|edge)[\s\S]*?<\/g>/g, (group, id) => {
    let line = 0;
    const title = escaped(titles.get(id) ?? id);
    return group
      .replace(/<title>[^<]*/, () => `<title>${title}`)
      .replace(/<text ([^>]*)>/g, (text, given) => {
        line++;
        if (line <= (plain.get(id) ?? line)) return text;
        return `<text class="partial" ${given.replace(light.ink, light.partial)}>`;
      });
  });
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
