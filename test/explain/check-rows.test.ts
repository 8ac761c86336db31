/** The check on rows finds a wrong rule, and gets around kinks. */
import { describe, expect, it } from 'vitest';
import { type CheckedRow, checkOnRows } from '#chainrule/explain/check-rows.js';
import { checkRowsText, share } from '#chainrule/explain/check-text.js';
import { mul } from '#chainrule/expression/expression.js';
import type { NodeDefinition } from '#chainrule/graph/definition.js';
import { elementwiseOp } from '#chainrule/graph/elementwise.js';
import { ops } from '#chainrule/graph/ops/index.js';
import { compile } from '#chainrule/graph/program.js';
import { random } from '#chainrule/random.js';

const rows: CheckedRow[] = [
  { number: 4, x: Float64Array.of(1, -2), y: 3 },
  { number: 9, x: Float64Array.of(0.5, 0.25), y: -1 },
  { number: 1, x: Float64Array.of(-1.5, 1), y: 2 },
];

/** r² with a slope wrong by 0.1 %. */
const crooked = elementwiseOp('square', {
  inputs: ['a'],
  value: mul('a', 'a'),
  partials: { a: mul(2.002, 'a') },
});

function checked(loss: NodeDefinition[], sink: string, theta: readonly number[], list = ops) {
  const nodes: NodeDefinition[] = [
    { name: 'w', op: 'parameter', shape: [2] },
    { name: 'x', op: 'input', shape: [2] },
    { name: 'y', op: 'input', shape: [] },
    { name: 'prediction', op: 'affine', inputs: ['w', 'x'] },
    { name: 'residual', op: 'subtract', inputs: ['y', 'prediction'] },
    ...loss,
  ];
  const program = compile({ nodes, sink }, list);
  const report = checkOnRows({
    program,
    roles: { input: 'x', outcome: 'y' },
    rows,
    at: 2,
    theta: Float64Array.from(theta),
    source: random(1, 'test'),
  });
  return { report, text: checkRowsText(report, { program, input: 'x', features: ['p', 'q'] }) };
}

const square: NodeDefinition[] = [{ name: 'loss', op: 'square', inputs: ['residual'] }];

describe('checkOnRows', () => {
  it('compares every entry of nodes and copies at both points, at the rows asked for', () => {
    const { report, text } = checked(square, 'loss', [0, 0]);
    // w and its copy once for all rows; of each of two rows x and y with their copies, ŷ and r with theirs, and J.
    expect(report.comparisons).toHaveLength(2 * (4 + 2 * (4 + 2 + 2 + 2 + 1)));
    expect(new Set(report.comparisons.map(({ rowNumber }) => rowNumber))).toEqual(new Set([undefined, 4, 9]));
    expect(report.comparisons.every((each) => share(each) <= 1)).toBe(true);
    expect(text).toMatch(/^All 52 partials of 6 nodes and 5 copies agree/m);
  });

  it('finds a slope that is wrong by 0.1 %', () => {
    const { report, text } = checked(square, 'loss', [0, 0], new Map([...ops, ['square', crooked]]));
    expect(report.comparisons.some((each) => share(each) > 1)).toBe(true);
    expect(text).toMatch(/ ✗$/m);
    expect(text).toMatch(/partials of 6 nodes and 5 copies are WRONG\.$/m);
  });

  it('tries what is at a kink on other rows, and says what never got off it', () => {
    // r = 0 in the first row at the start: |r| has its kink there.
    const off = checked([{ name: 'loss', op: 'abs', inputs: ['residual'] }], 'loss', [3, 0]);
    expect(off.report.kinks).toBeGreaterThan(0);
    expect(off.report.never).toEqual([]);
    expect(off.text).toMatch(/other rows were used instead/);
    const stuck = checked(
      [
        { name: 'zero', op: 'subtract', inputs: ['residual', 'residual'] },
        { name: 'size', op: 'abs', inputs: ['zero'] },
        { name: 'loss', op: 'add', inputs: ['size', 'residual'] },
      ],
      'loss',
      [0, 0],
    );
    expect(stuck.report.never.map(({ node }) => node)).toContain('zero');
    expect(stuck.text).toMatch(/^Not compared, at a kink every time: ∂J\/∂zero$/m);
  });

  it('throws where J is not finite', () => {
    const log: NodeDefinition[] = [{ name: 'loss', op: 'log', inputs: ['prediction'] }];
    expect(() => checked(log, 'loss', [0, 0])).toThrow(
      /the objective is \S+ at the initial parameters on rows 4, 9/,
    );
  });
});
