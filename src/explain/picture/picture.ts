/**
 * What a picture of a graph shows, as plain data: nodes, edges, labels. Without an example symbols only; with one the
 * values along the edges and the partials against them.
 */
import type { GraphDefinition } from '../../graph/definition.js';
import { compile } from '../../graph/program.js';
import { formatNumber } from '../../text/numbers.js';
import { visible } from '../../text/visible.js';
import { copyMark, numberCopies } from '../copies.js';
import type { ExplainedNode, Explanation } from '../explain.js';
import { largest } from '../largest.js';
import { readableSymbols } from '../readable-symbols.js';
import { writeRules } from '../rules.js';
import { type VisitOrder, visitOrder } from '../visit-order.js';

export type NodeKind = 'input' | 'parameter' | 'constant' | 'op' | 'objective';

export interface PictureNode {
  readonly name: string;
  readonly kind: NodeKind;
  readonly op: string;
  /** E.g. `ŷ = wᵀx + b`. */
  readonly formula: string;
  readonly order: VisitOrder;
  /** E.g. `10` or `8 × 10`; empty for a scalar. */
  readonly extent: string;
  /** Its value, where no edge shows it. */
  readonly value: readonly string[];
  /** ∂J/∂(its value), where no edge or several show it. */
  readonly partial: readonly string[];
  /** Whether edges lead out of the part that is shown. */
  readonly cut: boolean;
}

export interface PictureEdge {
  readonly from: string;
  readonly to: string;
  /** Which input of `to` it is, from 0. */
  readonly slot: number;
  /** The value it carries, e.g. `w⁽²⁾`. */
  readonly label: string;
  /** Lines; empty without an example. */
  readonly value: readonly string[];
  readonly partial: readonly string[];
}

export interface Picture {
  readonly title: string;
  readonly nodes: readonly PictureNode[];
  readonly edges: readonly PictureEdge[];
}

/** The most elements of a vector that a label shows, and digits of a number. */
const most = 3;
const digits = 5;

export interface PictureOptions {
  /** Of the same graph: puts its numbers in the picture. */
  readonly explanation?: Explanation | undefined;
  /** How to write an extent of a shape; as a number unless given. */
  readonly extent?: ((extent: number) => string) | undefined;
}

/** The picture of a graph, in symbols or with the numbers of an explanation. */
export function picture(
  title: string,
  graph: GraphDefinition,
  { explanation, extent = String }: PictureOptions = {},
): Picture {
  const program = compile(readableSymbols(graph));
  const copies = numberCopies(program);
  const rules = writeRules(program, copies);
  const explained = new Map(explanation?.nodes.map((node) => [node.name, node]));

  // Numbers in a formula need no node.
  const drawn = [...program.nodes.entries()].filter(([position]) => !rules.isLiteral(position));
  const nodes = drawn.map(([position, { name, op, definition, shape }]): PictureNode => {
    const node = explained.get(name);
    const out = copies[position]!.length;
    const symbol = rules.symbol(position);
    return {
      name,
      kind: position === program.sink ? 'objective' : kindOf(definition.op),
      op: definition.op,
      formula: visible(op === undefined ? symbol : `${symbol} = ${rules.value(position)}`),
      order: visitOrder(program, position),
      extent: shape.map(extent).join(' × '),
      value: node !== undefined && out === 0 ? lines(symbol, node, node.values) : [],
      partial: node !== undefined && out !== 1 ? lines(`∂J/∂${symbol}`, node, node.partials) : [],
      cut: false,
    };
  });
  const edges = drawn.flatMap(([position, { name }]) =>
    copies[position]!.map(({ number, consumer, slot }): PictureEdge => {
      const node = explained.get(name);
      const label = visible(rules.symbol(position) + copyMark(number, copies[position]!.length));
      const partials = node?.copies.find((copy) => copy.number === number)?.partials ?? node?.partials;
      return {
        from: name,
        to: program.nodes[consumer]!.name,
        slot,
        label,
        value: node === undefined ? [] : lines(label, node, node.values),
        partial: node === undefined || partials === undefined ? [] : lines(`∂J/∂${label}`, node, partials),
      };
    }),
  );
  return { title, nodes, edges };
}

function kindOf(op: string): NodeKind {
  return op === 'input' || op === 'parameter' || op === 'constant' ? op : 'op';
}

/** `ŷ = 16`, or for a vector its elements with the largest partials, one a line. */
function lines(
  label: string,
  { elements, name, partials, shape }: ExplainedNode,
  of: readonly number[],
): string[] {
  if (of.length === 0) return [];
  if (shape.length === 0) return [`${label} = ${formatNumber(of[0]!, { digits })}`];
  const { shown, rest } = largest(partials.length === 0 ? of : partials, most);
  return [
    label,
    ...shown.map(
      (i) => `${visible(elements[i]!.slice(name.length + 1, -1))}: ${formatNumber(of[i]!, { digits })}`,
    ),
    ...(rest > 0 ? [`… ${rest} more`] : []),
  ];
}

/** The first lines of a node's label, whatever its values: formula, shape and order. */
export function headOf({ formula, extent, order }: PictureNode): string[] {
  const size = extent === '' ? '' : ` (${extent})`;
  return [formula + size, `→ ${order.forward}  ← ${order.backward}`];
}
