/**
 * A picture as a Mermaid flowchart, as Markdown hosts draw it. Values and partials share an arrow's label, the partials
 * marked ←: arrows back would make Mermaid's layout put consumers before what they take.
 */
import { defined } from '../../errors.js';
import { refuseAbove } from './limit.js';
import { headOf, type Picture } from './picture.js';
import { light } from './scheme.js';

/** Mermaid itself refuses more than 500 edges unless configured. */
const limit = 500;

/** Throws a `UsageError` for a graph above the limit. */
export function mermaid(picture: Picture): string {
  refuseAbove(limit, 'mermaid', picture);
  const ids = new Map(picture.nodes.map(({ name }, at) => [name, `n${at}`]));
  const lines = ['flowchart LR'];
  for (const node of picture.nodes) {
    const { name, kind, value, partial } = node;
    lines.push(`${ids.get(name)}["${text([...headOf(node), ...value, ...partial])}"]:::${kind}`);
  }
  for (const { from, to, label, value, partial } of picture.edges) {
    lines.push(
      `${ids.get(from)} -->|"${text(both(value.length > 0 ? value : [label], partial))}"| ${ids.get(to)}`,
    );
  }
  for (const [kind, { fill, line }] of Object.entries(light.nodes))
    lines.push(`classDef ${kind} fill:${fill},stroke:${line},color:${light.ink}`);
  return `${lines.join('\n  ')}\n`;
}

/** `ŷ = 16` over `← ∂J/∂ŷ = −270`; of a vector both in one line for each element, as its labels are high enough. */
function both(value: readonly string[], partial: readonly string[]): readonly string[] {
  if (partial.length === 0) return value;
  if (value.length < 2) return [...value, ...partial.map((line) => `← ${line}`)];
  return value.map((line, at) => {
    const against = defined(partial[at], `partial beside ${line}`);
    if (at === 0) return `${line} ← ${against}`;
    return line.startsWith('…') ? line : `${line} ← ${against.slice(against.lastIndexOf(': ') + 2)}`;
  });
}

/** Mermaid reads # and quotes as its own, and labels as HTML. */
function text(lines: readonly string[]): string {
  const escaped: Readonly<Record<string, string>> = {
    '#': '#35;',
    '"': '#quot;',
    '<': '#lt;',
    '>': '#gt;',
    '&': '#amp;',
  };
  return lines.map((line) => line.replace(/[#"<>&]/g, (sign) => escaped[sign]!)).join('<br/>');
}
