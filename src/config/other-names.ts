/** Names that other programs have for what the keys of a config mean, for messages about unknown keys and values. */
import type { Hints } from '../checks/problems.js';
import { quoted } from '../text/visible.js';

const epochs = 'use sgd.epochs';
const stepSize = 'use sgd.stepSize';
const l2Reg = 'use l2Reg';
const seed = 'use seed';
const target = 'use target';
const tolerance = 'use stop.tolerance';
const workers = 'use workers';

/** Without regard to case, hyphens and underscores. */
const otherKeys: Readonly<Record<string, string>> = {
  lambda: l2Reg,
  alpha: `${l2Reg}; the alpha of scikit-learn's Ridge is l2Reg times the number of rows`,
  penalty: l2Reg,
  regularization: l2Reg,
  weightdecay: l2Reg,
  l2: l2Reg,
  learningrate: stepSize,
  lr: stepSize,
  eta: stepSize,
  eta0: stepSize,
  maxiter: epochs,
  niter: epochs,
  iterations: epochs,
  maxepochs: epochs,
  batch: 'use sgd.batchSize',
  minibatch: 'use sgd.batchSize',
  minibatchsize: 'use sgd.batchSize',
  tol: tolerance,
  earlystopping: 'use stop.patience, with stop.validation',
  validationfraction: 'use stop.validation',
  validationsplit: 'use stop.validation',
  randomstate: seed,
  randomseed: seed,
  njobs: workers,
  threads: workers,
  fitintercept: 'use intercept',
  bias: 'use intercept',
  normalize: 'use standardize',
  normalise: 'use standardize',
  scale: 'use standardize',
  ols: 'use model: least-squares',
  leastsquares: 'use model: least-squares',
  ridge: 'use model: ridge',
  formula: 'use target and features: y ~ a + b is target: y and features: [a, b]',
  y: target,
  outcome: target,
  response: target,
  label: target,
  dependent: target,
  predictors: 'use features',
  x: 'use features',
};

/** Without regard to case and to anything but letters. */
const otherModels: Readonly<Record<string, string>> = {
  ols: 'least-squares',
  lm: 'least-squares',
  linear: 'least-squares',
  linearmodel: 'least-squares',
  linearregression: 'least-squares',
  leastsquare: 'least-squares',
  ridgeregression: 'ridge',
  tikhonov: 'ridge',
};

export const otherNames: Hints = {
  key: (path) => (path.length > 2 ? undefined : lookUp(otherKeys, String(path.at(-1)).replace(/[-_]/g, ''))),
  value(path, value) {
    if (path.join('.') !== 'model' || typeof value !== 'string') return undefined;
    const model = lookUp(otherModels, value.replace(/[^a-z]/gi, ''));
    if (model !== undefined) return `use ${model}`;
    const isPath = /[\\/]|\.(?:ya?ml|json)$/i.test(value);
    return isPath ? `for a graph file, write model: {graph: ${quoted(value)}}` : undefined;
  },
};

function lookUp(names: Readonly<Record<string, string>>, word: string): string | undefined {
  const key = word.toLowerCase();
  return Object.hasOwn(names, key) ? names[key] : undefined;
}
