import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { UsageError } from '#chainrule/errors.js';
import { explain } from '#chainrule/explain/explain.js';
import { around } from '#chainrule/explain/picture/around.js';
import { dot } from '#chainrule/explain/picture/dot.js';
import { mermaid } from '#chainrule/explain/picture/mermaid.js';
import { type Picture, picture } from '#chainrule/explain/picture/picture.js';
import { pictureJson } from '#chainrule/explain/picture/picture-json.js';
import { svg } from '#chainrule/explain/picture/svg.js';
import type { NodeDefinition } from '#chainrule/graph/definition.js';
import { initialParameters } from '#chainrule/graph/init.js';
import { compile } from '#chainrule/graph/program.js';
import { graphModel } from '#chainrule/graph-file/graph-model.js';
import { parseGraphFile } from '#chainrule/graph-file/parse-graph-file.js';
import { diabetesExample } from '../examples.js';

const file = new URL('../../../configs/perceptron.graph.yaml', import.meta.url);
const perceptron = graphModel(parseGraphFile(readFileSync(file, 'utf8'), 'perceptron.graph.yaml'), 10);
const ridgeExample = diabetesExample();
const perceptronExample = {
  ...ridgeExample,
  model: perceptron,
  theta: initialParameters(compile(perceptron.graph), 1),
};

const pictures: [string, Picture, boolean][] = [ridgeExample, perceptronExample].flatMap((example) => {
  const { name, graph } = example.model;
  const explanation = explain({ ...example, stepSize: 0.05 });
  return [
    [`${name} in symbols`, picture(name, graph), false],
    [`${name} in numbers`, picture(name, graph, { explanation }), true],
  ] satisfies [string, Picture, boolean][];
});

function count(text: string, pattern: RegExp): number {
  return text.match(pattern)?.length ?? 0;
}

describe.each(pictures)('the picture of %s', (_, shown, numbers) => {
  const edges = shown.edges.length;

  it('has every node and edge once in Graphviz, and with numbers every partial once', () => {
    const text = dot(shown);
    for (const at of shown.nodes.keys()) expect(count(text, new RegExp(`^ {2}n${at} \\[`, 'gm'))).toBe(1);
    for (const at of shown.edges.keys()) {
      for (const part of ['', 'a', 'b']) {
        expect(count(text, new RegExp(`id="v${at}${part}"`, 'g'))).toBe(1);
        expect(count(text, new RegExp(`id="p${at}${part}"`, 'g'))).toBe(numbers ? 1 : 0);
      }
    }
  });

  it('has them once in Mermaid', () => {
    const text = mermaid(shown);
    for (const at of shown.nodes.keys()) expect(count(text, new RegExp(`^ {2}n${at}\\["`, 'gm'))).toBe(1);
    expect(count(text, / -->\|/g)).toBe(edges);
    expect(count(text, /← ∂J/g)).toBe(numbers ? edges : 0);
  });

  it('has them once in SVG, each with a title', async () => {
    const text = await svg(shown);
    expect(text.startsWith('<svg')).toBe(true);
    expect(count(text, /<g id="n\d+" class="node/g)).toBe(shown.nodes.length);
    for (const kind of numbers ? ['value', 'partial'] : ['value']) {
      const id = kind.charAt(0);
      expect(count(text, new RegExp(`<g id="${id}\\d+" class="node ${kind}"`, 'g'))).toBe(edges);
      expect(count(text, new RegExp(`<g id="${id}\\d+[ab]" class="edge ${kind}"`, 'g'))).toBe(2 * edges);
    }
    expect(count(text, /<title>[^<]+<\/title>/g)).toBe(1 + shown.nodes.length + edges * (numbers ? 6 : 3));
    expect(text).not.toMatch(/<title>[nvp]\d/);
    expect(text).toContain('role="img" aria-label=');
  });

  it('has a background, a title and a legend in SVG', async () => {
    const text = await svg(shown);
    const [, left, width, height] = /viewBox="(\S+) 0 (\S+) (\S+)"/.exec(text) ?? [];
    expect(text).toContain(
      `<rect class="background" x="${left}" y="0" width="${width}" height="${height}" fill="#ffffff"/>`,
    );
    expect(text).toMatch(new RegExp(`<text [^>]*>${shown.title}</text>`));
    const legend = /<g class="legend">[\s\S]*/.exec(text)?.[0] ?? '';
    expect(count(legend, /<path /g)).toBe(numbers ? 2 : 1);
    expect(count(legend, /stroke-dasharray/g)).toBe(numbers ? 1 : 0);
  });

  it('has its colours in attributes, and those of a dark scheme in one style block', async () => {
    const text = await svg(shown);
    const style =
      /<style>\n@media \(prefers-color-scheme: dark\) \{([\s\S]*?)\n\}\n<\/style>/.exec(text)?.[1] ?? '';
    for (const line of style.trim().split('\n')) expect(line).toMatch(/^\.chainrule /);
    const plain = text.replace(/<style>[\s\S]*<\/style>/, '');
    expect(plain).not.toContain('style=');
    for (const [shape] of plain.matchAll(/<(?:path|polygon|rect) [^>]*>/g)) expect(shape).toMatch(/ fill="/);
    expect(count(plain, /<text (?:class="partial" )?[^>]*fill="#b3261e"/g) > 0).toBe(numbers);
    // The tail of every line has the colour of its kind.
    for (const [group] of plain.matchAll(/<g id="[vp]\d+[ab]"[\s\S]*?<\/g>/g)) {
      const isPartial = group.startsWith('<g id="p');
      expect(group).toContain(isPartial ? 'stroke="#b3261e"' : 'stroke="#5f5f65"');
      expect(group.includes('stroke-dasharray')).toBe(isPartial);
    }
  });

  it('has every label on its line: both halves end at it', async () => {
    const text = await svg(shown);
    for (const [, id] of text.matchAll(/<g id="([vp]\d+)" class="node/g)) {
      const lines = [...text.matchAll(new RegExp(`<g id="${id}[ab]"[\\s\\S]*?<path [^>]*d="([^"]*)"`, 'g'))];
      const numbersOf = (path = '') =>
        [...path.matchAll(/(-?[\d.]+),(-?[\d.]+)/g)].map(([, x, y]) => [Number(x), Number(y)]);
      const label = [...text.matchAll(new RegExp(`<g id="${id}"[\\s\\S]*?</g>`, 'g'))][0]?.[0] ?? '';
      const ys = [...label.matchAll(/ y="(-?[\d.]+)"/g)].map(([, y]) => Number(y));
      const x = Number(/ x="(-?[\d.]+)"/.exec(label)?.[1]);
      const [end, start] = [numbersOf(lines[0]?.[1]).at(-1)!, numbersOf(lines[1]?.[1])[0]!];
      for (const [lineX, lineY] of [end, start]) {
        expect(Math.abs(lineX! - x)).toBeLessThan(60);
        expect(lineY).toBeGreaterThan(Math.min(...ys) - 20);
        expect(lineY).toBeLessThan(Math.max(...ys) + 20);
      }
    }
  });

  it('labels the copies', () => {
    const labels = shown.edges.map(({ from, to, label }) => `${label} ${from} ${to}`);
    if (shown.title === 'ridge') {
      expect(labels).toContain('w⁽¹⁾ w regularization');
      expect(labels).toContain('w⁽²⁾ w prediction');
    } else expect(labels.every((label) => !label.includes('⁽'))).toBe(true);
  });
});

describe('pictures', () => {
  it('as JSON have every number', () => {
    const { model } = ridgeExample;
    const explanation = explain({ ...ridgeExample, stepSize: 0.05 });
    const json = pictureJson(picture('ridge', model.graph, { explanation }), explanation);
    expect(json.nodes.map(({ name }) => name)).toEqual(explanation.nodes.map(({ name }) => name));
    const w = explanation.nodes.find(({ name }) => name === 'w')!;
    expect(json.nodes.find(({ name }) => name === 'w')!.values).toEqual(w.values);
    expect(json.edges.find(({ label }) => label === 'w⁽²⁾')!.partials).toEqual(w.copies[1]!.partials);
    expect(json.edges.find(({ from }) => from === 'b')!.partials).toEqual(
      [22.4784].map((value) => expect.closeTo(value, 9)),
    );
  });

  it('keep signs of the formats out of names', async () => {
    const nodes: NodeDefinition[] = [
      { name: 'a"b<c>&\\', op: 'parameter', shape: [] },
      { name: '$& <b>', op: 'square', inputs: ['a"b<c>&\\'] },
    ];
    const shown = picture('say "hi" <$&>', { nodes, sink: '$& <b>' });
    const drawn = await svg(shown);
    expect(drawn).toContain('aria-label="say &quot;hi&quot; &lt;$&amp;&gt;"');
    expect(drawn).toContain('<title>a&quot;b&lt;c&gt;&amp;\\ (parameter)');
    expect(mermaid(shown)).not.toContain('"b<');
  });

  const chain: NodeDefinition[] = [
    { name: 'n0', op: 'parameter', shape: [] },
    ...Array.from({ length: 10_000 }, (_, k) => ({ name: `n${k + 1}`, op: 'tanh', inputs: [`n${k}`] })),
  ];
  const large = picture('chain', { nodes: chain, sink: 'n10000' });

  it('of 10,000 nodes are refused with advice, but for JSON', async () => {
    expect(() => dot(large)).toThrow(UsageError);
    expect(() => mermaid(large)).toThrow('use --format json, or --around NODE');
    await expect(svg(large)).rejects.toThrow('too many to draw as svg');
    expect(pictureJson(large).nodes).toHaveLength(10_001);
  });

  it('around a node have what is near, and mark where they are cut', () => {
    const near = around(large, 'n5000', 2);
    expect(near.nodes.map(({ name, cut }) => [name, cut])).toEqual([
      ['n4998', true],
      ['n4999', false],
      ['n5000', false],
      ['n5001', false],
      ['n5002', true],
    ]);
    expect(near.edges).toHaveLength(4);
    expect(() => around(large, 'm5000', 2)).toThrow('did you mean');
    expect(dot(near)).toContain('op cut');
  });
});
