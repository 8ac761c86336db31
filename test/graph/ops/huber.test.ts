import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ops } from '#chainrule/graph/ops/index.js';
import { compile } from '#chainrule/graph/program.js';
import { differences, run } from './values.js';

describe('huber', () => {
  it('is half the square near 0 and a line beyond δ', () => {
    const { value, partials } = run('huber', { r: [0, 1, -1.5, 2, -4] }, [2, 2, 2, 2, 2], { delta: 1.5 });
    expect(value).toEqual([0, 0.5, 1.125, 1.875, 4.875]);
    expect(partials['r']).toEqual([0, 2, -3, 3, -3]);
  });

  it('has the slope of its finite difference, but for the kinks of the slope', () => {
    const r = fc.double({ min: -5, max: 5, noNaN: true });
    fc.assert(
      fc.property(r, (at) => {
        fc.pre(Math.abs(Math.abs(at) - 1.345) > 1e-3);
        const [difference] = differences('huber', [at], [3], { delta: 1.345 });
        expect(run('huber', { r: [at] }, [3], { delta: 1.345 }).partials['r']![0]).toBeCloseTo(
          difference!,
          6,
        );
      }),
      { seed: 12 },
    );
  });

  it('tells its three pieces apart', () => {
    const piece = ops.get('huber')!.piece!;
    expect([-2, -1, 0, 1, 2].map((value) => piece(value, { delta: 1 }))).toEqual([-1, 0, 0, 0, 1]);
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
});
