/** A picture as a Mermaid flowchart, as Markdown hosts draw it: values on solid arrows, partials on dotted ones back. */
import { refuseAbove } from './limit.js';
import type { Picture } from './picture.js';

/** Mermaid itself refuses more than 500 edges unless configured; a value and its partial are two. */
const limit = 250;

/** Throws a `UsageError` for a graph above the limit. */
export function mermaid(picture: Picture): string {
  refuseAbove(limit, 'mermaid', picture);
  const ids = new Map(picture.nodes.map(({ name }, at) => [name, `n${at}`]));
  const lines = ['flowchart LR'];
  for (const { name, kind, formula, extent, value, partial } of picture.nodes) {
    const size = extent === '' ? '' : ` (${extent})`;
    lines.push(`${ids.get(name)}["${text([formula + size, ...value, ...partial])}"]:::${kind}`);
  }
  const partials: number[] = [];
  let links = 0;
  for (const { from, to, label, value, partial } of picture.edges) {
    const [a, b] = [ids.get(from), ids.get(to)];
    lines.push(`${a} -->|"${text(value.length > 0 ? value : [label])}"| ${b}`);
    links++;
    if (partial.length === 0) continue;
    lines.push(`${b} -.->|"${text(partial)}"| ${a}`);
    partials.push(links++);
  }
  lines.push(
    'classDef input fill:#d9ead3,stroke:#38761d,color:#111',
    'classDef parameter fill:#fff2cc,stroke:#b45f06,color:#111',
    'classDef op fill:#f3f3f3,stroke:#666,color:#111',
    'classDef objective fill:#e3dcf5,stroke:#5b3fa0,color:#111',
  );
  if (partials.length > 0) lines.push(`linkStyle ${partials.join(',')} stroke:#d0453c,color:#d0453c`);
  return `${lines.join('\n  ')}\n`;
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
