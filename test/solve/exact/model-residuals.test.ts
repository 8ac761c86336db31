/** Residuals are y − atMeans − Σ weight · (x − mean) without rounding but once, also where predictions lose all digits. */
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { createMemory } from '#chainrule/kernels/memory.js';
import { workspaceOver } from '#chainrule/kernels/workspace.js';
import { scaleBy } from '#chainrule/solve/arithmetic/powers-of-two.js';
import { ModelResiduals, outcomeExponent } from '#chainrule/solve/exact/model-residuals.js';
import { spaceIn } from '#chainrule/solve/passes/tiles.js';
import { exact, relativeError } from '../../support/exact.js';

const workspace = workspaceOver(createMemory());
const space = spaceIn(workspace);
const near = (size: number) =>
  fc.double({ min: -size, max: size, noNaN: true }).map((x) => (Math.abs(x) < 1e-30 ? 0 : x));
const shifts = fc.constantFrom(0, 1, 1e8, -1e13);

it('are those of exact arithmetic to the last bit or two, for any rows at a time', () => {
  const cases = fc.record({
    features: fc.array(
      fc.record({ weight: near(3), shift: shifts, mean: near(2), scale: fc.constantFrom(1, 0.01, 300) }),
      { minLength: 1, maxLength: 5 },
    ),
    atMeans: fc.tuple(shifts, near(2)).map(([shift, x]) => shift + x),
    rows: fc.array(fc.array(near(4), { minLength: 6, maxLength: 6 }), { minLength: 1, maxLength: 300 }),
  });
  fc.assert(
    fc.property(cases, ({ features, atMeans, rows }) => {
      const model = {
        weights: features.map(({ weight }) => weight),
        means: features.map(({ shift, mean }) => shift + mean),
        scales: features.map(({ scale }) => scale),
        atMeans,
      };
      const d = features.length;
      const table = rows.map((row) => [
        ...features.map(({ shift }, j) => shift + (row[j] ?? 0)),
        atMeans + (row[5] ?? 0),
      ]);
      const values = workspace.allocate(rows.length * (d + 1));
      values.set(table.flat());
      const found = new Float64Array(rows.length);
      new ModelResiduals(space, model, workspace.allocate).write(values, rows.length, found);
      const unit = 1n << 1074n;
      for (const [i, row] of table.entries()) {
        const fitted = model.weights.reduce(
          (sum, weight, j) => sum + exact(weight) * (exact(row[j] ?? 0) - exact(model.means[j] ?? 0)),
          exact(atMeans) * unit,
        );
        const residual = exact(row[d] ?? 0) * unit - fitted;
        const r = scaleBy(found[i] ?? Number.NaN, outcomeExponent(model));
        if (residual === 0n || Math.abs(r) < 1e-25) expect(Math.abs(r)).toBeLessThan(1e-16);
        else expect(relativeError(r, residual, unit * unit)).toBeLessThan(2 ** -51);
      }
    }),
    { seed: 5, numRuns: 60 },
  );
});
