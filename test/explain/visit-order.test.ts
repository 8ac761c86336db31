/** The numbers of nodes: forward every node after what it takes, backward in reverse. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { explain } from '#chainrule/explain/explain.js';
import { picture } from '#chainrule/explain/picture/picture.js';
import { randomExample } from './examples.js';

test('forward a node comes after its inputs, backward after its consumers, with the objective first', () => {
  const law = fc.property(randomExample, (example) => {
    const { nodes, objective } = explain({ ...example, stepSize: 1 });
    const byName = new Map(nodes.map((node) => [node.name, node]));
    const all = nodes.map((_, i) => i + 1);
    expect(nodes.map(({ forward }) => forward)).toEqual(all);
    expect(nodes.map(({ backward }) => backward).toSorted((a, b) => a - b)).toEqual(all);
    for (const { inputs, forward, backward } of nodes)
      for (const input of inputs) {
        expect(byName.get(input)!.forward).toBeLessThan(forward);
        expect(byName.get(input)!.backward).toBeGreaterThan(backward);
      }
    const sink = byName.get(objective)!;
    expect(sink.backward).toBe(nodes.length + 1 - sink.forward);
    const shown = picture('', example.model.graph).nodes;
    expect(shown.map(({ name, order }) => [name, order])).toEqual(
      nodes.map(({ name, forward, backward }) => [name, { forward, backward }]),
    );
  });
  fc.assert(law);
});
