/** Symbols for nodes that nobody named: the inner calls of a formula in a graph file. */
import type { GraphDefinition, NodeDefinition } from '../graph/definition.js';

/**
 * The same graph, where a node such as `loss.square.subtract`, called after the node around it and its op, has a symbol
 * as the literature on automatic differentiation writes intermediate values: v₁, v₂, … in the order of the nodes. Another
 * letter where a node is called v already. Nodes with a symbol, and names of other kinds, stay as they are.
 */
export function readableSymbols(graph: GraphDefinition): GraphDefinition {
  const shown = graph.nodes.filter((node) => !isUnnamed(node)).map(({ symbol, name }) => symbol ?? name);
  const taken = new Set(shown.map((symbol) => symbol.replace(/[\d₀-₉]+$/, '')));
  const letter = ['v', 'u', 't', 's'].find((each) => !taken.has(each)) ?? 'v′';
  let number = 0;
  const nodes = graph.nodes.map((node) =>
    isUnnamed(node) ? { ...node, symbol: letter + subscript(++number) } : node,
  );
  return number === 0 ? graph : { ...graph, nodes };
}

/** Graph files allow no dot in a name, and give inner calls such names (`graph-file/graph-nodes.ts`). */
function isUnnamed({ name, op, symbol }: NodeDefinition): boolean {
  const inner = name.slice(name.lastIndexOf('.') + 1);
  return symbol === undefined && name.includes('.') && inner.replace(/\d+$/, '') === op.replace(/\d+$/, '');
}

function subscript(number: number): string {
  return [...String(number)].map((digit) => '₀₁₂₃₄₅₆₇₈₉'[Number(digit)]).join('');
}
