import { describe, expect, it } from 'vitest';
import { readableSymbols } from '#chainrule/explain/readable-symbols.js';
import { graphModel } from '#chainrule/graph-file/graph-model.js';
import { parseGraphFile } from '#chainrule/graph-file/parse-graph-file.js';

function symbols(nodes: string, more = ''): Record<string, string | undefined> {
  const text = `inputs: { x: features, y: outcome }
parameters: { w: [features]${more} }
nodes:
${nodes}
prediction: prediction
objective: objective`;
  const { graph } = graphModel(parseGraphFile(text, 'a.yaml'), 2);
  return Object.fromEntries(readableSymbols(graph).nodes.map(({ name, symbol }) => [name, symbol]));
}

const nested = `  prediction: affine(w, x)
  objective: add(square(subtract(y, prediction)), l2Penalty(w, lambda=1))`;

describe('a node that nobody named', () => {
  it('is v with a number; all others stay as they are', () => {
    expect(symbols(nested)).toEqual({
      ...{ x: undefined, y: undefined, w: undefined, prediction: undefined, objective: undefined },
      ...{ 'objective.square.subtract': 'v₁', 'objective.square': 'v₂', 'objective.l2Penalty': 'v₃' },
    });
  });

  it('keeps the symbol that the file gives it', () => {
    const given = symbols(`${nested}\nsymbols: { objective.square: ℓ }`);
    expect(given).toMatchObject({
      'objective.square.subtract': 'v₁',
      'objective.square': 'ℓ',
      'objective.l2Penalty': 'v₂',
    });
  });

  it('has another letter where v is taken', () => {
    const taken = symbols(
      nested.replaceAll('w', 'v1').replace('l2Penalty(v1', 'l2Penalty(w'),
      ', v1: [features]',
    );
    expect(taken).toMatchObject({ 'objective.square.subtract': 'u₁', v1: undefined });
  });

  it('is told from a name with a dot, as a graph of the library may have', () => {
    const nodes = [
      { name: 'layer.w', op: 'parameter', shape: [] },
      { name: 'layer.out', op: 'square', inputs: ['layer.w'] },
      { name: 'layer.out.tanh2', op: 'tanh', inputs: ['layer.out'] },
    ];
    const { nodes: named } = readableSymbols({ nodes, sink: 'layer.out.tanh2' });
    expect(named.map((node) => 'symbol' in node && node.symbol)).toEqual([false, false, 'v₁']);
  });
});
