import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { findCycle, topologicalOrder } from '#chainrule/graph/topological-order.js';

/** Random predecessors; with `acyclic` only of smaller number, then renumbered at random. */
const someGraph = fc
  .array(fc.array(fc.nat(), { maxLength: 3 }), { minLength: 1, maxLength: 12 })
  .map((lists) => lists.map((inputs) => inputs.map((input) => input % lists.length)));

const acyclicGraph = fc
  .tuple(fc.array(fc.array(fc.nat(), { maxLength: 3 }), { minLength: 1, maxLength: 12 }), fc.nat())
  .map(([lists, turn]) => {
    const n = lists.length;
    const renumbered = (node: number) => (node + turn) % n;
    const result: number[][] = lists.map(() => []);
    for (const [node, inputs] of lists.entries()) {
      result[renumbered(node)] = node === 0 ? [] : inputs.map((input) => renumbered(input % node));
    }
    return result;
  });

describe('topological order', () => {
  it('every node follows its predecessors', () => {
    const property = fc.property(acyclicGraph, (predecessors) => {
      const order = topologicalOrder(predecessors);
      expect([...order].sort((a, b) => a - b)).toEqual([...predecessors.keys()]);
      for (const [position, node] of order.entries()) {
        for (const input of predecessors[node] ?? []) expect(order.indexOf(input)).toBeLessThan(position);
      }
    });
    fc.assert(property, { numRuns: 300, seed: 1 });
  });

  it('a graph that cannot be sorted has a cycle, and the cycle found is one', () => {
    const property = fc.property(someGraph, (predecessors) => {
      const order = topologicalOrder(predecessors);
      const cycle = findCycle(predecessors, order);
      expect(cycle.length > 0).toBe(order.length < predecessors.length);
      expect(new Set(cycle).size).toBe(cycle.length);
      for (const [k, node] of cycle.entries()) {
        expect(predecessors[cycle[(k + 1) % cycle.length] ?? -1]).toContain(node);
      }
    });
    fc.assert(property, { numRuns: 300, seed: 2 });
  });

  it('leaves come as listed, then each node as soon as its last input has come', () => {
    // 0 ← 3, 1 leaf, 2 ← 1, 3 leaf, 4 ← (0, 2).
    expect(topologicalOrder([[3], [], [1], [], [0, 2]])).toEqual([1, 3, 2, 0, 4]);
  });

  it('what only depends on a cycle is not part of it', () => {
    // 0 → 1 → 2 → 0, and 3 after 2, 4 after 3.
    const predecessors = [[2], [0], [1], [2], [3]];
    const cycle = findCycle(predecessors, topologicalOrder(predecessors));
    expect([...cycle].sort()).toEqual([0, 1, 2]);
  });
});
