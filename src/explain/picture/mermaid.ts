/**
 * A picture as a Mermaid flowchart, as Markdown hosts draw it. Values and partials share an arrow's label, the partials
 * marked ←: arrows back would make Mermaid's layout put consumers before what they take.
 */
import { defined } from '../../errors.js';
import { refuseAbove } from './limit.js';
import { headOf, type Picture } from './picture.js';

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
  lines.push(
    'classDef input fill:#d9ead3,stroke:#38761d,color:#111',
    'classDef parameter fill:#fff2cc,stroke:#b45f06,color:#111',
    'classDef constant fill:#e6eef5,stroke:#4a6f8f,color:#111',
    'classDef op fill:#f3f3f3,stroke:#666,color:#111',
    'classDef objective fill:#e3dcf5,stroke:#5b3fa0,color:#111',
  );
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
