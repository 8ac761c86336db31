/** Predictions are the formula of the model file, however many rows at a time and whatever the kernels are. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createMemory } from '#chainrule/kernels/memory.js';
import { workspaceOver } from '#chainrule/kernels/workspace.js';
import { buildModelFile } from '#chainrule/model-file/build-model.js';
import { predictor as linearPredictor } from '#chainrule/predict/linear-predictor.js';
import { rowsPredictor } from '#chainrule/predict/predict-rows.js';
import type { PredictableLinear } from '#chainrule/predict/predictable.js';
import { predictor } from '#chainrule/predict/predictor.js';
import { odd, oddModel, perceptronParts } from '../model-file/samples.js';

const second: PredictableLinear = {
  format: 'chainrule.model',
  version: 2,
  atMeans: 0.1,
  features: [
    { name: 'a', weight: 3, mean: 1e16 },
    { name: 'b', weight: 0.1, mean: 0.2 },
  ],
};

describe('of a linear model', () => {
  it('of version 2 starts at the means and adds in the order of the features', () => {
    const predictRow = predictor(second);
    expect(predictRow([1e16 + 2, 0.2])).toBe(6.1);
    expect(predictRow({ b: 1, a: 1e16, c: 'text' })).toBe(0.1 + 0.1 * (1 - 0.2));
    // In another order the last bits differ.
    expect(predictRow([1e16 + 2, 0.7])).toBe(0.1 + 6 + 0.1 * (0.7 - 0.2));
    expect(0.1 + 6 + 0.1 * (0.7 - 0.2)).not.toBe(0.1 + 0.1 * (0.7 - 0.2) + 6);
  });

  it('is the same without the code for graphs', () => {
    expect(linearPredictor(second)([7, 8])).toBe(predictor(second)([7, 8]));
    const graph: unknown = buildModelFile(perceptronParts());
    expect(() => linearPredictor(graph as PredictableLinear)).toThrow('use predictor of chainrule/predict');
  });

  it.each([
    [{ ...second, version: 3 }, 'version 3 of the model file'],
    [{ ...second, format: 'x' }, 'expected a model file of chainrule'],
    [{ format: second.format, version: 2, features: second.features }, 'atMeans: expected'],
  ])('is refused where the file is not one that it knows', (model, message) => {
    expect(() => predictor(model)).toThrow(message);
    expect(() => linearPredictor(model)).toThrow(message);
  });

  it('names a feature whose value is not a number', () => {
    expect(() => predictor(second)({ a: 1, b: '2' })).toThrow(
      'expected a finite number for the feature "b", got the string "2"',
    );
  });
});

describe('of many rows', () => {
  const memory = createMemory();
  const workspace = workspaceOver(memory);
  const graph = buildModelFile(perceptronParts());

  it.each([
    ['linear', oddModel()],
    ['graph', graph],
  ])('%s: the bits are those of single rows', (_, model) => {
    const width = odd.length + 1;
    fc.assert(
      fc.property(
        fc.array(
          fc.array(fc.double({ min: -9, max: 9, noNaN: true }), { minLength: width, maxLength: width }),
          {
            minLength: 1,
            maxLength: 40,
          },
        ),
        fc.integer({ min: 1, max: 9 }),
        (list, tile) => {
          const single = predictor(model);
          const expected = list.map((row) => single(row.slice(0, -1)));
          const values = Float64Array.from(list.flat());
          const plain = new Float64Array(list.length);
          rowsPredictor(model, { rows: tile })({ values, width, rows: list.length }, plain);
          expect([...plain]).toEqual(expected);
          const compiled = new Float64Array(list.length);
          rowsPredictor(model, { ...workspace, rows: 8 })({ values, width, rows: list.length }, compiled);
          expect([...compiled]).toEqual(expected);
        },
      ),
      { seed: 3, numRuns: 30 },
    );
  });

  it('gives J of a graph, too', () => {
    const rows = { values: Float64Array.of(1, 2, 3, 4, 5, 4, 3, 2, 1, -5), width: 5, rows: 2 };
    const [predictions, objectives] = [new Float64Array(2), new Float64Array(2)];
    rowsPredictor(graph, { rows: 1 })(rows, predictions, objectives);
    expect([...objectives]).toEqual([(5 - predictions[0]!) ** 2, (-5 - predictions[1]!) ** 2]);
  });
});
