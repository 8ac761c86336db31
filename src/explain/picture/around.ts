/** The part of a picture that lies around one node, for graphs too large to be drawn whole. */
import { didYouMean, GraphError } from '../../errors.js';
import { quoted } from '../../text/visible.js';
import type { Picture } from './picture.js';

/** All nodes at most `distance` edges away, in either direction. Throws a `GraphError` for a node that is none. */
export function around(picture: Picture, node: string, distance: number): Picture {
  const names = picture.nodes.map(({ name }) => name);
  if (!names.includes(node)) {
    throw new GraphError(
      'GRAPH_UNKNOWN_NODE',
      `the graph has no node ${quoted(node)}${didYouMean(node, names)}`,
      [node],
    );
  }
  const neighbours = new Map<string, string[]>(names.map((name) => [name, []]));
  for (const { from, to } of picture.edges) {
    neighbours.get(from)!.push(to);
    neighbours.get(to)!.push(from);
  }
  const kept = new Set([node]);
  let border = [node];
  for (let step = 0; step < distance && border.length > 0; step++) {
    border = border.flatMap((name) => neighbours.get(name)!).filter((name) => !kept.has(name));
    for (const name of border) kept.add(name);
  }
  return {
    title: `${picture.title}, around ${node}`,
    nodes: picture.nodes
      .filter(({ name }) => kept.has(name))
      .map((shown) => ({ ...shown, cut: neighbours.get(shown.name)!.some((name) => !kept.has(name)) })),
    edges: picture.edges.filter(({ from, to }) => kept.has(from) && kept.has(to)),
  };
}
