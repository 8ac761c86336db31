/** Topological order without recursion (Kahn 1962), and the cycle that makes one impossible. */

/** For each node, the numbers of the nodes that are its inputs. */
export type Predecessors = readonly (readonly number[])[];

/**
 * The nodes such that each follows all its inputs: leaves as listed, then each node as soon as its last input has come.
 * Nodes on a cycle, and those that depend on one, are left out.
 */
export function topologicalOrder(predecessors: Predecessors): number[] {
  const consumers: number[][] = predecessors.map(() => []);
  const missing = predecessors.map((inputs) => inputs.length);
  for (const [node, inputs] of predecessors.entries())
    for (const input of inputs) consumers[input]!.push(node);
  const order = [...missing.keys()].filter((node) => missing[node] === 0);
  // The order found so far is its own queue: all before `next` are taken out of their consumers' counts.
  for (let next = 0; next < order.length; next++) {
    for (const consumer of consumers[order[next]!]!) {
      missing[consumer]! -= 1;
      if (missing[consumer] === 0) order.push(consumer);
    }
  }
  return order;
}

/** A cycle, each node an input of the next and the last an input of the first; `order` is what could be sorted. */
export function findCycle(predecessors: Predecessors, order: readonly number[]): number[] {
  const stuck = new Set(predecessors.keys());
  for (const node of order) stuck.delete(node);
  // Every stuck node has a stuck input: going from input to input must come back to a node seen before.
  const position = new Map<number, number>();
  let [node] = stuck as Set<number>;
  while (node !== undefined && !position.has(node)) {
    position.set(node, position.size);
    node = predecessors[node]!.find((input) => stuck.has(input));
  }
  if (node === undefined) return [];
  return [...position.keys()].slice(position.get(node)).reverse();
}
