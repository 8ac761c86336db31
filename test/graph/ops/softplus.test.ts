import { describe, expect, it } from 'vitest';
import { checkGradient } from '#chainrule/graph/gradient-check.js';
import { compile } from '#chainrule/graph/program.js';
import { itPassesTheGradientCheck, opNamed, runOp } from './one-op.js';

const softplus = opNamed('softplus');

describe('softplus', () => {
  it('ln(1 + eᵃ) and 1 / (1 + e⁻ᵃ)', () => {
    // At ln 3: ln 4, and 3/4; at −ln 3: ln 4/3, and 1/4.
    const inputs = { a: { shape: [3], values: [0, Math.log(3), -Math.log(3)] } };
    const { out, partials } = runOp(softplus, { inputs, dOut: [2, 4, -4] });
    for (const [i, value] of [2, 4, 4 / 3].entries()) expect(out[i]).toBeCloseTo(Math.log(value), 14);
    for (const [i, value] of [1, 3, -1].entries()) expect(partials['a']?.[i]).toBeCloseTo(value, 14);
  });

  it('neither overflows nor loses small results', () => {
    const inputs = { a: { shape: [4], values: [1000, -1000, -40, 40] } };
    const { out, partials } = runOp(softplus, { inputs, dOut: [2, 2, 2, 2] });
    expect(out[0]).toBe(1000);
    expect(out[1]).toBe(0);
    // By Python: (1 + decimal.Decimal(-40).exp()).ln() with 40 digits.
    expect((out[2] ?? 0) / 4.248354255291589e-18).toBeCloseTo(1, 14);
    expect(out[3]).toBe(40);
    expect(partials['a']?.slice(0, 2)).toEqual([2, 0]);
    expect((partials['a']?.[2] ?? 0) / 8.496708510583178e-18).toBeCloseTo(1, 14);
  });

  it('has no kink where the arms of its expression meet', () => {
    const nodes = [
      { name: 'a', op: 'parameter', shape: [] },
      { name: 'J', op: 'softplus', inputs: ['a'] },
    ];
    const { kinks, mismatches } = checkGradient(compile({ nodes, sink: 'J' }), { a: 0 });
    expect([kinks, mismatches]).toEqual([[], []]);
  });

  itPassesTheGradientCheck(softplus, { shapes: (n) => [[n]] });
});
