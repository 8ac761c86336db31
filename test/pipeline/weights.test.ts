/** Weights between the columns as trained on and the columns' own units. */
import { describe, expect, it } from 'vitest';
import { ridge } from '#chainrule/models/linear.js';
import { ownUnits, setFromOwnUnits } from '#chainrule/pipeline/weights.js';
import { random } from '#chainrule/random.js';
import { compileModel } from '#chainrule/train/job.js';
import { dyadic, minus, plus, product, sum } from '../solve/dyadic.js';
import { approximately } from '../solve/in-frame.js';

function modelOf(features: number, intercept: boolean) {
  const model = ridge({ features, intercept, l2Reg: 0 });
  const { linear } = model.roles;
  if (linear === undefined) throw new Error('expected a linear model');
  return { program: compileModel(model).program, roles: linear };
}

describe('weights in own units', () => {
  const { program, roles } = modelOf(2, true);
  const standard = { mean: Float64Array.of(10, -3), scale: Float64Array.of(2, 0.5) };

  it('are w/s, and the intercept is b − Σ wm/s', () => {
    const own = ownUnits(program, roles, standard, Float64Array.of(4, 1, 7));
    expect(own).toEqual({ weights: Float64Array.of(2, 2), intercept: 7 - 20 + 6 });
  });

  it('go back to the same θ', () => {
    const theta = new Float64Array(3);
    setFromOwnUnits(theta, program, roles, standard, { weights: Float64Array.of(2, 2), intercept: -7 });
    expect([...theta]).toEqual([4, 1, 7]);
  });

  it('have no intercept where the model has none', () => {
    const without = modelOf(2, false);
    const { program, roles } = without;
    const own = ownUnits(program, roles, standard, Float64Array.of(4, 1));
    expect(own).toEqual({ weights: Float64Array.of(2, 2), intercept: 0 });
    const theta = new Float64Array(2);
    setFromOwnUnits(theta, program, roles, standard, { ...own, intercept: 5 });
    expect([...theta]).toEqual([4, 1]);
  });
});

describe('the intercept on the way back', () => {
  it('keeps what in float64 cancels: Σ wm + b rounded once', () => {
    const { program, roles } = modelOf(3, true);
    const scale = new Float64Array(3).fill(1);
    const theta = new Float64Array(4);
    // 2⁶⁰ + 1 is no float64.
    const own = { weights: Float64Array.of(1, 1, -1), intercept: 0.25 };
    setFromOwnUnits(theta, program, roles, { mean: Float64Array.of(2 ** 60, 1, 2 ** 60), scale }, own);
    expect(theta[3]).toBe(1.25);
    // Products that are not float64s themselves.
    const third = 1 / 3;
    setFromOwnUnits(
      theta,
      program,
      roles,
      { mean: Float64Array.of(third, third, 1 / 9), scale },
      { weights: Float64Array.of(third, 0, 1), intercept: -2 / 9 },
    );
    const right = sum([product(dyadic(third), dyadic(third)), dyadic(1 / 9), dyadic(-2 / 9)]);
    expect(theta[3]).toBe(approximately(right));
    expect(theta[3]).not.toBe(third * third + 1 / 9 - 2 / 9);
  });

  it('is right to half a unit in the last place, however far from 0 the columns are', () => {
    const { program, roles } = modelOf(3, true);
    for (let seed = 0; seed < 200; seed++) {
      const source = random(seed, 'own units');
      const number = () => (source.uniform() - 0.5) * 2 ** source.below(60);
      const mean = Float64Array.from({ length: 3 }, number);
      const weights = Float64Array.from({ length: 3 }, number);
      const all = (b: number) =>
        plus(dyadic(b), sum([...mean].map((m, j) => product(dyadic(m), dyadic(weights[j]!)))));
      // What float64 holds of the sum is taken off.
      const intercept = -approximately(all(0));
      const theta = new Float64Array(4);
      setFromOwnUnits(
        theta,
        program,
        roles,
        { mean, scale: new Float64Array(3).fill(1) },
        { weights, intercept },
      );
      const right = all(intercept);
      const size = Math.abs(intercept) + Math.max(...mean.map((m, j) => Math.abs(m * weights[j]!)));
      const off = Math.abs(approximately(minus(dyadic(theta[3]!), right)));
      expect(off, `seed ${seed}`).toBeLessThanOrEqual(2 ** -53 * Math.abs(theta[3]!) + 2 ** -100 * size);
    }
  });

  it('is summed in float64 where splitting a product would overflow', () => {
    const { program, roles } = modelOf(1, true);
    const theta = new Float64Array(2);
    const standard = { mean: Float64Array.of(1e301), scale: Float64Array.of(1) };
    setFromOwnUnits(theta, program, roles, standard, { weights: Float64Array.of(2), intercept: 1e301 });
    expect(theta[1]).toBe(2 * 1e301 + 1e301);
  });
});
