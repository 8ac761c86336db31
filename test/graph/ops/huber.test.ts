import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compile } from '#chainrule/graph/program.js';
import { itPassesTheGradientCheck, opNamed, runOp } from './one-op.js';

const huber = opNamed('huber');

describe('huber', () => {
  it('is half the square near 0 and a line beyond δ', () => {
    const inputs = { r: { shape: [5], values: [0, 1, -1.5, 2, -4] } };
    const { out, partials } = runOp(huber, { inputs, dOut: [2, 2, 2, 2, 2], constants: { delta: 1.5 } });
    expect(out).toEqual([0, 0.5, 1.125, 1.875, 4.875]);
    expect(partials).toEqual({ r: [0, 2, -3, 3, -3] });
  });

  it('tells its three pieces apart', () => {
    const pieces = [-2, -1, 0, 1, 2].map((value) => huber.pieces?.([value], { delta: 1 })?.join(' '));
    expect(pieces).toEqual(['0 1 0', '1 0 0', '1 0 0', '1 0 0', '0 0 0']);
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
