/** Graphs of several layers and shared nodes: a trace takes the steps that plain calls take. */
import { describe, expect, test } from 'vitest';
import { add, mul } from '#chainrule/expression/expression.js';
import { elementwise } from '#chainrule/graph/elementwise.js';
import { createMemory } from '#chainrule/kernels/memory.js';
import { workspaceOver } from '#chainrule/kernels/workspace.js';
import type { ModelDefinition } from '#chainrule/models/model.js';
import type { Job } from '#chainrule/train/job.js';
import { openState, stateLength } from '#chainrule/train/state.js';
import { startSchedule } from '#chainrule/train/step-size.js';
import { Trainer } from '#chainrule/train/trainer.js';
import { linearExamples } from '../support/examples.js';
import { plainWorkspace } from '../support/plain-workspace.js';

const features = 5;
const rows = 211;
const roles = { input: 'x', outcome: 'y', prediction: 'prediction' };
const leaf = (name: string, op: 'input' | 'parameter', ...shape: number[]) => ({ name, op, shape });
const node = (name: string, op: string, inputs: string[], constants: Record<string, number> = {}) => ({
  name,
  op,
  inputs,
  constants,
});

const graphs: Readonly<Record<string, ModelDefinition>> = {
  'two layers with a product between them': {
    name: 'layers',
    roles,
    graph: {
      nodes: [
        leaf('M', 'parameter', 3, features),
        leaf('c', 'parameter', 3),
        leaf('v', 'parameter', 3),
        leaf('x', 'input', features),
        leaf('y', 'input'),
        node('hidden', 'affine', ['M', 'x', 'c']),
        node('bent', 'multiply', ['hidden', 'hidden']),
        node('prediction', 'affine', ['v', 'bent']),
        node('residual', 'subtract', ['y', 'prediction']),
        node('loss', 'square', ['residual']),
        node('first', 'l2Penalty', ['M'], { lambda: 0.1 }),
        node('second', 'l2Penalty', ['v'], { lambda: 0.3 }),
        node('R', 'add', ['first', 'second']),
        node('J', 'add', ['loss', 'R']),
      ],
      sink: 'J',
    },
  },
  'parameters that are scaled and shared row by row': {
    name: 'shared',
    roles,
    graph: {
      nodes: [
        leaf('w', 'parameter', features),
        leaf('u', 'parameter', features),
        leaf('x', 'input', features),
        leaf('y', 'input'),
        node('half', 'scale', ['u'], { factor: -0.5 }),
        node('weighed', 'multiply', ['half', 'x']),
        node('moved', 'add', ['weighed', 'w']),
        node('prediction', 'affine', ['w', 'moved']),
        node('residual', 'subtract', ['y', 'prediction']),
        node('loss', 'square', ['residual']),
        node('size', 'l2Penalty', ['weighed'], { lambda: 0.2 }),
        node('J', 'add', ['loss', 'size']),
      ],
      sink: 'J',
    },
  },
  'all kinds of elementwise ops, and a custom one': {
    name: 'elementwise',
    roles,
    graph: {
      nodes: [
        leaf('M', 'parameter', 4, features),
        leaf('c', 'parameter', 4),
        leaf('v', 'parameter', 4),
        leaf('x', 'input', features),
        leaf('y', 'input'),
        node('z', 'affine', ['M', 'x', 'c']),
        node('tanh z', 'tanh', ['z']),
        node('σ z', 'sigmoid', ['z']),
        node('gate', 'multiply', ['tanh z', 'σ z']),
        node('max z', 'relu', ['z']),
        node('smooth', 'softplus', ['gate']),
        node('both', 'add', ['smooth', 'max z']),
        node('bent', 'cubic', ['both'], { c: 0.01 }),
        node('prediction', 'affine', ['v', 'bent']),
        node('residual', 'subtract', ['y', 'prediction']),
        node('loss', 'huber', ['residual'], { delta: 0.7 }),
        node('size', 'abs', ['v']),
        node('e', 'exp', ['size']),
        node('ln e', 'log', ['e']),
        node('R', 'mean', ['ln e']),
        node('J', 'add', ['loss', 'R']),
      ],
      ops: { cubic: elementwise('a', ['c'], (a, { c }) => add(a, mul(c, mul(a, mul(a, a))))) },
      sink: 'J',
    },
  },
  'affine with its operands in every order': {
    name: 'orders',
    roles,
    graph: {
      nodes: [
        leaf('w', 'parameter', features),
        leaf('b', 'parameter'),
        leaf('x', 'input', features),
        leaf('y', 'input'),
        leaf('N', 'parameter', 2, features),
        leaf('u', 'parameter', features),
        node('shared first', 'affine', ['w', 'x', 'b']),
        node('shared last', 'affine', ['x', 'w', 'b']),
        node('both by rows', 'affine', ['x', 'x', 'y']),
        node('both shared', 'affine', ['w', 'u', 'shared last']),
        node('Nx', 'affine', ['N', 'x']),
        node('two', 'sum', ['Nx']),
        node('a', 'add', ['shared first', 'both by rows']),
        node('c', 'add', ['a', 'both shared']),
        node('prediction', 'add', ['c', 'two']),
        node('residual', 'subtract', ['y', 'prediction']),
        node('J', 'square', ['residual']),
      ],
      sink: 'J',
    },
  },
};

describe.each(Object.entries(graphs))('%s', (_, model) => {
  test.each([1, 3, 4, 17, 64, 211])('%i rows a step', (batchSize) => {
    const job: Job = {
      model,
      rows,
      validationRows: 0,
      blockRows: 50,
      shardRows: 40,
      batchSize,
      order: 'rows',
      seed: 1,
      solver: 'sgd',
      momentum: 0.5,
      averaging: true,
      evenSteps: true,
    };
    const { xs, ys } = linearExamples(rows, features);
    const memory = createMemory();
    const ends = [plainWorkspace, workspaceOver(memory)].map((workspace) => {
      const placed = (values: Float64Array) => {
        const copy = workspace.allocate(values.length);
        copy.set(values);
        return copy;
      };
      const trainer = new Trainer(job, { xs: placed(xs), ys: placed(ys), features }, workspace);
      const state = openState(
        workspace.allocate(stateLength(trainer.parameters, job)),
        trainer.parameters,
        job,
      );
      for (let k = 0; k < state.theta.length; k++) state.theta[k] = 0.1 * ((k % 5) - 2);
      startSchedule(state.schedule, { initial: 1e-4, decay: 0.01, root: true });
      const steps = { from: 0, to: Math.ceil(rows / batchSize) };
      const epochs = 3;
      const results = Array.from({ length: epochs }, (_, epoch) => trainer.takeSteps(epoch, steps, state, 0));
      return { results, state: Float64Array.from(state.values) };
    });
    expect(ends[1]).toEqual(ends[0]);
    expect(ends[0]?.state.every(Number.isFinite)).toBe(true);
    expect(ends[0]?.results.some(({ divergedAt }) => divergedAt !== undefined)).toBe(false);
  });
});
