import { describe, expect, it } from 'vitest';
import { explain } from '#chainrule/explain/explain.js';
import { largest } from '#chainrule/explain/largest.js';
import { followPaths } from '#chainrule/explain/paths.js';
import { explanationText, pathsText } from '#chainrule/explain/text.js';
import { diabetesExample } from './examples.js';

describe('the text of an explanation', () => {
  it('has a line for every node in forward order', () => {
    const explanation = explain({ ...diabetesExample(), stepSize: 0.001 });
    const lines = explanationText(explanation).split('\n');
    const at = explanation.nodes.map(({ name, forward, backward }) =>
      lines.findIndex((line) => new RegExp(`^ *${forward} +${backward} +${name} `).test(line)),
    );
    expect(at.every((line) => line > 0)).toBe(true);
    expect(at).toEqual(at.toSorted((a, b) => a - b));
    expect(lines.find((line) => / residual /.test(line))).toMatch(
      /r = y − ŷ +-11\.2392 +-22\.4784 +∂J\/∂r = 2r$/,
    );
  });

  it('cuts vectors to their largest partials and says how many are left', () => {
    const text = explanationText(explain({ ...diabetesExample(), stepSize: 0.001 }), { most: 2 });
    expect(text.match(/^ +w\[\w+\] /gm)).toHaveLength(2);
    expect(text).toContain('… 8 more');
    expect(text).toContain('w[s1]⁽²⁾ into ŷ');
  });

  it('prints every element and parameter where nothing is to be cut', () => {
    const explanation = explain({ ...diabetesExample(), stepSize: 0.001 });
    const text = explanationText(explanation, { most: Number.POSITIVE_INFINITY });
    expect(text).not.toContain('…');
    for (const { elements } of explanation.nodes.filter(({ shape }) => shape.length > 0))
      for (const element of elements) expect(text).toContain(`  ${element} `);
    for (const { element } of explanation.steps)
      expect(text.split('\n').some((line) => line.startsWith(`${element} `))).toBe(true);
  });

  it('says what the finite differences say', () => {
    const verified = explanationText(explain({ ...diabetesExample(), stepSize: 1, verify: true }));
    expect(verified).toContain('All 47 partials agree with their finite differences.');
  });

  it('shows the paths with their products and their sum', () => {
    const text = pathsText(followPaths(diabetesExample(), 'w[bmi]'));
    expect(text).toContain('1. objective ← regularization ← w[bmi]⁽¹⁾');
    expect(text).toContain('product = 721.557');
    expect(text).toContain('sum of the paths: 721.957');
  });
});

describe('the largest elements', () => {
  it('are chosen by size, in their own order', () => {
    expect(largest([1, -5, 3, 0], 2)).toEqual({ shown: [1, 2], rest: 2 });
  });
});
