/** What a run says of its end. */
import { expect, test } from 'vitest';
import { checkConfig, type PublicConfig } from '#chainrule/config/check-config.js';
import { resolveConfig } from '#chainrule/config/resolve-config.js';
import { customGraph } from '#chainrule/models/custom-graph.js';
import { buildModel } from '#chainrule/models/kinds.js';
import { type Ended, endingEvents, gradientRatio } from '#chainrule/pipeline/goal.js';

const linear = buildModel('ridge', { features: 2, intercept: true, l2Reg: 0.01 });
const some = { certified: false, bound: 3, relativeGap: 0.25 };

function said(
  changes: Partial<PublicConfig>,
  certificate: Partial<Ended['certificate']>,
  stopping: Partial<Ended['stopping']> = {},
  exactHelps = true,
): string[] {
  const config = checkConfig({ model: 'ridge', target: 'y', ...changes });
  const { name, graph, roles } = linear;
  const model =
    certificate.gradientNorm === undefined ? linear : customGraph({ name, graph, roles }, linear.metrics.own);
  const resolved = resolveConfig(config, model, { rows: 100, features: 2, affordable: exactHelps });
  const events = endingEvents({
    ...{ config: resolved.config, choice: resolved.choice, exactHelps },
    stopping: {
      reason: 'epochs',
      epochs: 50,
      steps: 500,
      tolerance: 1e-3,
      withinTolerance: false,
      ...stopping,
    },
    certificate: { ...some, ...certificate },
  });
  return events.map(({ type, text }) => `${type}: ${text}`);
}

const missed = 'warning: not proved to be at the minimum (stop.tolerance 0.001): ';

test.each<[string, Parameters<typeof said>]>([
  [
    'J may be as much as 25 % above its minimum. Use solver: exact, or raise sgd.epochs',
    [{ solver: 'sgd' }, {}],
  ],
  [
    'J may be as much as 2.6 times its minimum. Use solver: exact, or raise sgd.epochs',
    [{ solver: 'sgd' }, { relativeGap: 1.6 }],
  ],
  [
    'J may be as much as 3 above its minimum, which may be 0. Use solver: exact, or raise sgd.epochs',
    [{ solver: 'svrg' }, { relativeGap: null }],
  ],
  [
    'how far J is above its minimum is not known: too many. Use solver: svrg, or raise sgd.epochs',
    [{ solver: 'sgd' }, { bound: null, relativeGap: null, reason: 'too many' }, {}, false],
  ],
  [
    'how far J is above its minimum is not known: dependent. Exclude columns that depend on others, also nearly, or raise l2Reg',
    [{ solver: 'sgd' }, { bound: null, relativeGap: null, reason: 'dependent' }],
  ],
  ['J may be as much as 25 % above its minimum. Set solver: svrg and raise sgd.epochs', [{}, {}, {}, false]],
  [
    'J may be as much as 25 % above its minimum. Use solver: exact, or try another sgd.stepSize, or raise stop.steps',
    [{ sgd: { stepSize: 0.1 }, stop: { steps: 3 } }, {}, { reason: 'steps' }],
  ],
  [
    'J may be as much as 25 % above its minimum. Use solver: exact, or raise stop.timeLimit',
    [{ solver: 'sgd', stop: { timeLimit: '1s' } }, {}, { reason: 'timeLimit' }],
  ],
  [
    'J may be as much as 25 % above its minimum. Exclude columns that depend on others, also nearly, or raise l2Reg',
    [{}, {}, { reason: 'exact' }],
  ],
])('a missed goal: %s', (text, given) => {
  expect(said(...given)).toEqual([missed + text]);
});

test('the end of a custom graph is judged by its gradient', () => {
  const norms = { gradientNorm: 5, initialGradientNorm: 40, bound: null, relativeGap: null };
  expect(said({ solver: 'svrg' }, norms, {}, false)).toEqual([
    'warning: not proved to be at the minimum (stop.gradient 0.001): ‖∇J‖ is 5, 0.125 times the 40 at the start. Raise sgd.epochs',
  ]);
  expect(said({ solver: 'svrg' }, norms, { withinTolerance: true })).toEqual([]);
  expect([gradientRatio(5, 40), gradientRatio(0, 0), gradientRatio(5, 0)]).toEqual([
    0.125,
    0,
    Number.POSITIVE_INFINITY,
  ]);
});

test('nothing is said within the tolerance; patience, or parameters of an earlier epoch, get one notice', () => {
  expect(said({}, {}, { withinTolerance: true })).toEqual([]);
  const stop = { validation: 0.1, patience: 7 };
  const patience =
    'notice: stop.patience ended the run after 7 epochs without a better prediction of the held-out rows';
  expect(said({ stop }, {}, { reason: 'patience', withinTolerance: true })).toEqual([patience]);
  expect(said({ stop }, {}, { reason: 'patience' })).toEqual([
    `${patience}; J may be as much as 25 % above its minimum`,
  ]);
  expect(said({ stop }, {}, { reason: 'tolerance' })).toEqual([
    'notice: the run ended after 50 epochs by tolerance, and the model is that of the epoch that predicts the held-out rows best; J may be as much as 25 % above its minimum',
  ]);
});
