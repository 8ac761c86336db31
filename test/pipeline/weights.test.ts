/** Weights between the columns as trained on and the columns' own units. */
import { describe, expect, it } from 'vitest';
import { ridge } from '#chainrule/models/linear.js';
import { ownUnits, setFromOwnUnits } from '#chainrule/pipeline/weights.js';
import { compileModel } from '#chainrule/train/job.js';

function modelOf(features: number, intercept: boolean) {
  const model = ridge({ features, intercept, l2Reg: 0 });
  const { linear } = model.roles;
  if (linear === undefined) throw new Error('expected a linear model');
  return { program: compileModel(model).program, roles: linear };
}

describe('weights in own units', () => {
  const { program, roles } = modelOf(2, true);
  const standard = { mean: Float64Array.of(10, -3), scale: Float64Array.of(2, 0.5) };

  it('are w/s; ŷ is b at the means, and b − Σ wm/s at 0', () => {
    const own = ownUnits(program, roles, standard, Float64Array.of(4, 1, 7));
    const { mean: means } = standard;
    expect(own).toEqual({ weights: Float64Array.of(2, 2), means, atMeans: 7, intercept: 7 - 20 + 6 });
  });

  it('go back to the same θ', () => {
    const theta = new Float64Array(3);
    setFromOwnUnits(theta, program, roles, standard, { weights: Float64Array.of(2, 2), atMeans: 7 });
    expect([...theta]).toEqual([4, 1, 7]);
  });

  it('are 0 at the means and at 0 where the model has no intercept: its columns are not centred', () => {
    const without = modelOf(2, false);
    const { program, roles } = without;
    const uncentred = { ...standard, mean: new Float64Array(2) };
    const own = ownUnits(program, roles, uncentred, Float64Array.of(4, 1));
    expect(own).toMatchObject({ weights: Float64Array.of(2, 2), atMeans: 0, intercept: 0 });
    const theta = new Float64Array(2);
    setFromOwnUnits(theta, program, roles, standard, { ...own, atMeans: 5 });
    expect([...theta]).toEqual([4, 1]);
  });
});
