/** `trace` through the whole pipeline: the numbers reported are those that training used, whatever the rows went through. */
import { describe, expect, it } from 'vitest';
import type { PublicConfig } from '#chainrule/config/check-config.js';
import type { StepTaken } from '#chainrule/pipeline/events.js';
import { random } from '#chainrule/random.js';
import { linearExamples } from '../support/examples.js';
import { temporaryFolder } from '../support/folder.js';
import { heldOutRows } from '../support/held-out.js';
import { perceptron } from '../support/perceptron.js';
import { csv, linear, type Run, result, runTraining } from '../support/training.js';

const folder = temporaryFolder();
const rows = 1003;
const { xs, ys } = linearExamples(rows, 3);
const examples = [...ys].map((y, row) => [...xs.subarray(row * 3, (row + 1) * 3), y]);
const data = folder.write('linear.csv', csv(['a', 'b', 'c', 'y'], examples));

const config = ({ sgd, ...changes }: Partial<PublicConfig> = {}): PublicConfig => ({
  ...{ model: 'ridge', target: 'y', blockRows: 128, shardRows: 16, seed: 3, workers: 1, ...changes },
  sgd: { stepSize: 0.02, batchSize: 50, epochs: 2, ...sgd },
});

const stepsOf = ({ events }: Run) => events.filter((event): event is StepTaken => event.type === 'step');

/** Each step from what was reported of the last one. */
function expectToLead(steps: readonly StepTaken[]): void {
  let theta = steps[0]!.parameters.map(({ before }) => before);
  for (const { parameters, stepSize } of steps) {
    expect(parameters.map(({ before }) => before)).toEqual(theta);
    for (const { before, partial, direction = partial, after } of parameters)
      expect(after).toEqual(before.map((value, i) => value - stepSize * direction[i]!));
    theta = parameters.map(({ after }) => after);
  }
}

describe('a trace of all steps', () => {
  it.each<Partial<PublicConfig>>([
    { sgd: { order: 'rows' } },
    { sgd: { order: 'rows' }, stop: { validation: 0.2 } },
    { sgd: { order: 'blocks', momentum: 0.5 } },
    { sgd: { order: 'file', batchSize: 1003 }, stop: { validation: 0.3 } },
    { sgd: { order: 'replacement' } },
    { sgd: { stepSize: 'auto', epochs: 3 } },
    { solver: 'svrg' },
  ])('leads to the weights of the model, bit for bit, for any workers: %j', async (changes) => {
    const untraced = await runTraining({ config: config(changes), data });
    const traced = await runTraining({ config: config(changes), data, trace: 1e6 });
    expect(result(traced.finished.model)).toEqual(result(untraced.finished.model));
    const steps = stepsOf(traced);
    const { stopping } = traced.finished.model;
    expect(steps.map(({ step }) => step)).toEqual(Array.from({ length: stopping.steps }, (_, i) => i + 1));
    expectToLead(steps);

    const { features } = linear(traced.finished.model);
    const [w] = steps.at(-1)!.parameters;
    if (changes.stop === undefined)
      expect((w!.average ?? w!.after).map((each, j) => each / features[j]!.scale)).toEqual(
        features.map(({ weight }) => weight),
      );

    const three = await runTraining({ config: config({ ...changes, workers: 3 }), data, trace: 1e6 });
    expect(stepsOf(three)).toEqual(steps);
  });

  it('finds rows that went to disk', async () => {
    const source = random(1, 'test');
    const digits = Array.from({ length: 120_000 }, () => Array.from({ length: 12 }, () => source.below(10)));
    const header = [...'abcdefghijk', 'y'];
    const large = folder.write('large.csv', csv(header, digits));
    const spilled = config({ memory: '16MB', blockRows: 8192, shardRows: 1024 });
    const run = await runTraining({ config: spilled, data: large, trace: 5 });
    const steps = stepsOf(run);
    expect(steps).toHaveLength(5);
    expectToLead(steps);
    for (const { rows: drawn, nodes } of steps)
      for (const [i, row] of drawn.entries()) {
        const [prediction, residual] = ['prediction', 'residual'].map(
          (name) => nodes.find((node) => node.name === name)!.values[i]!,
        );
        expect(residual).toBe(digits[row - 1]!.at(-1)! - prediction!);
      }
  });

  it('draws each row that is trained on once per epoch, and none that is held out', async () => {
    const held = heldOutRows({ seed: 3, fraction: 0.25, blockRows: 128, rows });
    const kept = Array.from({ length: rows }, (_, row) => row)
      .filter((row) => !held(row))
      .map((row) => row + 1);
    const run = await runTraining({ config: config({ stop: { validation: 0.25 } }), data, trace: 1e6 });
    for (const epoch of [1, 2]) {
      const drawn = stepsOf(run).flatMap((step) => (step.epoch === epoch ? step.rows : []));
      expect(drawn.toSorted((a, b) => a - b)).toEqual(kept);
    }
  });

  it('of a custom graph has the values that the graph gives for the row', async () => {
    const run = await runTraining({
      config: config({ model: { graph: perceptron(2) }, sgd: { batchSize: 1, stepSize: 1e-3 } }),
      data,
      trace: 3,
    });
    const steps = stepsOf(run);
    expect(steps).toHaveLength(3);
    expectToLead(steps);
    for (const { rows: drawn, nodes, objective } of steps) {
      const value = Object.fromEntries(nodes.map(({ name, values }) => [name, values[0]!]));
      expect(Object.keys(value)).toEqual(['prediction', 'residual', 'loss']);
      expect(value['residual']).toBe(ys[drawn[0]! - 1]! - value['prediction']!);
      expect(value['loss']).toBe(objective);
    }
  });
});

it('a repeated epoch is traced again, with a notice', async () => {
  const graph = {
    name: 'steep',
    graph: {
      nodes: [
        { name: 'w', op: 'parameter', shape: [3] },
        { name: 'x', op: 'input', shape: [3] },
        { name: 'y', op: 'input', shape: [] },
        { name: 'slope', op: 'scale', inputs: ['w'], constants: { factor: 60 } },
        { name: 'prediction', op: 'affine', inputs: ['slope', 'x'] },
        { name: 'residual', op: 'subtract', inputs: ['y', 'prediction'] },
        { name: 'loss', op: 'square', inputs: ['residual'] },
      ],
      sink: 'loss',
    },
    roles: { input: 'x', outcome: 'y', prediction: 'prediction' },
  };
  const changes = { model: { graph }, sgd: { stepSize: 'auto', batchSize: 200 } } as const;
  const run = await runTraining({ config: config(changes), data, trace: 2 });
  const seen = run.events.flatMap((event): (number | string)[] =>
    event.type === 'step' ? [event.step] : event.type === 'notice' ? [event.text] : [],
  );
  const halvings = Math.log2(0.05 / run.finished.model.stopping.stepSize!);
  expect(halvings).toBeGreaterThan(0);
  const notice = expect.stringMatching(/^J rose in epoch 1: the epoch is repeated with smaller steps/);
  expect(seen).toEqual([1, 2, ...Array.from({ length: halvings }, () => [notice, 1, 2]).flat()]);
  expectToLead(stepsOf(run).slice(-2));
});

describe('a trace is refused', () => {
  it.each([
    ['of a number that is not whole', 1.5, {}, 'trace 1.5: expected a whole number of at least 0'],
    ['of an exact solution', 1, { solver: 'exact' }, 'solver: exact takes no steps'],
  ] as const)('%s', async (_, trace, changes, message) => {
    await expect(
      runTraining({ config: { model: 'ridge', target: 'y', ...changes }, data, trace }),
    ).rejects.toThrow(message);
  });
});
