/** A two-layer perceptron as a model of one's own: affine → tanh → affine, all parameters drawn with the run's seed. */
import type { GraphObject } from '#chainrule/graph-file/graph-object.js';

export const perceptron = (hidden: number): GraphObject => ({
  name: 'perceptron',
  graph: {
    nodes: [
      { name: 'W', op: 'parameter', shape: [hidden, 'features'], init: { uniform: 1 } },
      { name: 'c', op: 'parameter', shape: [hidden], init: { uniform: 1 } },
      { name: 'v', op: 'parameter', shape: [hidden], init: { uniform: 0.5 } },
      { name: 'b', op: 'parameter', shape: [] },
      { name: 'x', op: 'input', shape: ['features'] },
      { name: 'y', op: 'input', shape: [] },
      { name: 'hidden', op: 'affine', inputs: ['W', 'x', 'c'] },
      { name: 'active', op: 'tanh', inputs: ['hidden'] },
      { name: 'prediction', op: 'affine', inputs: ['v', 'active', 'b'] },
      { name: 'residual', op: 'subtract', inputs: ['y', 'prediction'] },
      { name: 'loss', op: 'square', inputs: ['residual'] },
    ],
    sink: 'loss',
  },
  roles: { input: 'x', outcome: 'y', prediction: 'prediction' },
});
