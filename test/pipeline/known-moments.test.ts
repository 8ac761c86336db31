/** The solver's first pass, answered from what reading the rows has given. */
import { expect, test } from 'vitest';
import { blockMoments } from '#chainrule/data/moments.js';
import { withKnownMoments } from '#chainrule/pipeline/known-moments.js';
import { runnerWith } from '#chainrule/solve/passes/block-pass.js';
import { readMoments } from '#chainrule/solve/passes/moments-pass.js';
import { plainColumns } from '../kernels/plain-columns.js';
import { cutIntoBlocks, inProcessRunner } from '../solve/in-process-runner.js';
import { passes } from '../support/plain-workspace.js';

const none = new Float64Array();

function both(x: readonly number[], y: readonly number[]) {
  const run = inProcessRunner(passes, cutIntoBlocks(Float64Array.from(x), Float64Array.from(y), 1, 4), 1);
  const values = Float64Array.from(x.flatMap((value, i) => [value, y[i] ?? Number.NaN]));
  const moments = blockMoments({ values, rows: x.length }, 2, plainColumns);
  let passesRun = 0;
  const counted = runnerWith((pass, input) => {
    passesRun++;
    return run(pass, input);
  }, run);
  return { run, known: withKnownMoments(counted, moments, 4), passesRun: () => passesRun };
}

test('is what the pass gives, up to the rounding of means', async () => {
  const { run, known, passesRun } = both([1, 2.5, -7, 3, 0.1, 9], [5, 5, 5, 5, 5, 5]);
  const [expected, answer] = [
    readMoments(await run('moments', none)),
    readMoments(await known('moments', none)),
  ];
  expect({ ...answer, scaledMean: [] }).toEqual({ ...expected, scaledMean: [] });
  for (const [j, mean] of expected.scaledMean.entries()) expect(answer.scaledMean[j]).toBeCloseTo(mean, 14);
  expect(passesRun()).toBe(0);
});

test('runs where sums have to be scaled', async () => {
  const { run, known, passesRun } = both([1e300, 1.7e308, 1.6e308], [1, 2, 3]);
  expect(await known('moments', none)).toEqual(await run('moments', none));
  expect(passesRun()).toBe(1);
});
