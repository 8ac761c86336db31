import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { huber } from '#chainrule/graph/ops/huber.js';
import { compile } from '#chainrule/graph/program.js';
import { itPassesTheGradientCheck, runOp } from './one-op.js';

describe('huber', () => {
  it('is half the square near 0 and a line beyond δ', () => {
    const inputs = { r: { shape: [5], values: [0, 1, -1.5, 2, -4] } };
    const { out, partials } = runOp(huber, { inputs, dOut: [2, 2, 2, 2, 2], constants: { delta: 1.5 } });
    expect(out).toEqual([0, 0.5, 1.125, 1.875, 4.875]);
    expect(partials).toEqual({ r: [0, 2, -3, 3, -3] });
  });

  it('tells its three pieces apart', () => {
    expect([-2, -1, 0, 1, 2].map((value) => huber.piece?.(value, { delta: 1 }))).toEqual([-1, 0, 0, 0, 1]);
  });

  it('refuses a δ that is not above 0', () => {
    const graph = {
      nodes: [
        { name: 'r', op: 'input', shape: [] },
        { name: 'loss', op: 'huber', inputs: ['r'], constants: { delta: 0 } },
      ],
      sink: 'loss',
    };
    expect(() => compile(graph)).toThrow('node "loss": huber needs a delta above 0; got 0');
  });

  const delta = fc.double({ min: 0.1, max: 3, noNaN: true });
  itPassesTheGradientCheck(huber, { shapes: (n) => [[n]], constants: { delta } });
});
