/** Every way in which a definition can be wrong. */
import { describe, expect, it } from 'vitest';
import { GraphError } from '#chainrule/errors.js';
import type { GraphDefinition, NodeDefinition } from '#chainrule/graph/definition.js';
import { ops } from '#chainrule/graph/ops/index.js';
import { compile } from '#chainrule/graph/program.js';

const leaves: NodeDefinition[] = [
  { name: 'x', op: 'input', shape: [3] },
  { name: 'w', op: 'parameter', shape: [3] },
  { name: 'y', op: 'input', shape: [] },
];

const endingIn = (...nodes: NodeDefinition[]): GraphDefinition => ({
  nodes: [...leaves, ...nodes],
  sink: nodes.at(-1)?.name ?? 'y',
});

function errorOf(definition: GraphDefinition): Pick<GraphError, 'code' | 'message' | 'nodes'> {
  try {
    compile(definition);
  } catch (error) {
    if (error instanceof GraphError) return { code: error.code, message: error.message, nodes: error.nodes };
    throw error;
  }
  throw new Error('it compiled');
}

const leaf = (node: Partial<NodeDefinition>): GraphDefinition => ({
  nodes: [{ name: 'a', op: 'parameter', shape: [], ...node }],
  sink: 'a',
});

const opNames = ['input', 'parameter', 'constant', ...ops.keys()].join(', ');

describe('a definition that is wrong', () => {
  it.each<[string, GraphDefinition, string, string, string[]]>([
    [
      'an unknown op, with the nearest',
      endingIn({ name: 'J', op: 'sqare', inputs: ['y'] }),
      'GRAPH_UNKNOWN_OP',
      `node "J": unknown op "sqare" (did you mean "square"?); the ops are ${opNames}`,
      ['J'],
    ],
    [
      'an unknown op that is near none',
      endingIn({ name: 'J', op: 'convolution', inputs: ['y'] }),
      'GRAPH_UNKNOWN_OP',
      `node "J": unknown op "convolution"; the ops are ${opNames}`,
      ['J'],
    ],
    [
      'an unknown input, with the nearest',
      {
        nodes: [
          { name: 'residual', op: 'input', shape: [] },
          { name: 'J', op: 'square', inputs: ['residul'] },
        ],
        sink: 'J',
      },
      'GRAPH_UNKNOWN_INPUT',
      'node "J": unknown input "residul" (did you mean "residual"?)',
      ['J'],
    ],
    [
      'two nodes of one name',
      endingIn({ name: 'w', op: 'sum', inputs: ['x'] }),
      'GRAPH_DUPLICATE_NODE',
      'two nodes are called "w"; names must differ',
      ['w'],
    ],
    [
      'too few inputs',
      endingIn({ name: 'J', op: 'add', inputs: ['y'] }),
      'GRAPH_INPUT_COUNT',
      'node "J": add takes 2 inputs (a, b), got 1',
      ['J'],
    ],
    [
      'too many inputs',
      endingIn({ name: 'J', op: 'affine', inputs: ['w', 'x', 'y', 'y'] }),
      'GRAPH_INPUT_COUNT',
      'node "J": affine takes 2 to 3 inputs (M, x, c), got 4',
      ['J'],
    ],
    [
      'shapes that do not fit',
      endingIn(
        { name: 'v', op: 'parameter', shape: [2] },
        { name: 'r', op: 'subtract', inputs: ['v', 'x'] },
        { name: 'J', op: 'sum', inputs: ['r'] },
      ),
      'GRAPH_SHAPES',
      'node "r": subtract needs inputs of one shape, or scalars; got a = "v", a vector [2]; b = "x", a vector [3]',
      ['r', 'v', 'x'],
    ],
    [
      'a number that no element has',
      endingIn(
        { name: 'k', op: 'constant', shape: [], value: 4 },
        { name: 'J', op: 'element', inputs: ['x', 'k'] },
      ),
      'GRAPH_SHAPES',
      'node "J": element needs k a number from 1 to 3; got a = "x", a vector [3]; k = "k", a scalar',
      ['J', 'x', 'k'],
    ],
    [
      'a constant without a value',
      endingIn({ name: 'J', op: 'constant', shape: [] }),
      'GRAPH_BAD_LEAF',
      'node "J" (constant): a constant needs a value',
      ['J'],
    ],
    [
      'a constant of another size than its shape',
      endingIn({ name: 'J', op: 'constant', shape: [2], value: [1, 2, 3] }),
      'GRAPH_BAD_LEAF',
      'node "J" (constant): its value has 3 numbers, but its shape 2',
      ['J'],
    ],
    [
      'an initial value that is not finite',
      endingIn({ name: 'J', op: 'parameter', shape: [2], init: [1, Number.NaN] }),
      'GRAPH_BAD_LEAF',
      'node "J" (parameter): init NaN is not finite',
      ['J'],
    ],
    [
      'an input that is frozen',
      endingIn({ name: 'J', op: 'input', shape: [], frozen: true }),
      'GRAPH_BAD_LEAF',
      'node "J" (input): only a parameter can be frozen',
      ['J'],
    ],
    [
      'a parameter with a value',
      endingIn({ name: 'J', op: 'parameter', shape: [], value: 1 }),
      'GRAPH_BAD_LEAF',
      'node "J" (parameter): only a constant has a value',
      ['J'],
    ],
    [
      'a sink that is no node',
      { nodes: [...leaves, { name: 'objective', op: 'sum', inputs: ['x'] }], sink: 'objectiv' },
      'GRAPH_UNKNOWN_SINK',
      'the sink "objectiv" is not a node of the graph (did you mean "objective"?)',
      ['objectiv'],
    ],
    [
      'no node at all',
      { nodes: [], sink: 'J' },
      'GRAPH_UNKNOWN_SINK',
      'the sink "J" is not a node of the graph',
      ['J'],
    ],
    [
      'a constant that is missing',
      endingIn({ name: 'J', op: 'l2Penalty', inputs: ['w'] }),
      'GRAPH_BAD_CONSTANT',
      'node "J": l2Penalty needs the constant "lambda", a finite number; got undefined',
      ['J'],
    ],
    [
      'a constant that is not finite',
      endingIn({
        name: 'J',
        op: 'l2Penalty',
        inputs: ['w'],
        constants: { lambda: Number.POSITIVE_INFINITY },
      }),
      'GRAPH_BAD_CONSTANT',
      'node "J": l2Penalty needs the constant "lambda", a finite number; got Infinity',
      ['J'],
    ],
    [
      'a constant that the op has not, with the nearest',
      endingIn({ name: 'J', op: 'l2Penalty', inputs: ['w'], constants: { lambda: 1, lamda: 1 } }),
      'GRAPH_BAD_CONSTANT',
      'node "J": l2Penalty has no constant "lamda" (did you mean "lambda"?)',
      ['J'],
    ],
    [
      'a shape where the op has its own rule',
      endingIn({ name: 'J', op: 'sum', inputs: ['w'], shape: [] }),
      'GRAPH_BAD_NODE',
      'node "J": only leaves declare a shape, an init or a value; sum has its own rule',
      ['J'],
    ],
    [
      'a leaf with inputs',
      { nodes: [...leaves, { name: 'a', op: 'input', shape: [], inputs: ['x'] }], sink: 'y' },
      'GRAPH_BAD_LEAF',
      'node "a" (input): a leaf has no inputs',
      ['a'],
    ],
    [
      'a leaf with constants',
      leaf({ constants: { c: 1 } }),
      'GRAPH_BAD_LEAF',
      'node "a" (parameter): a leaf has no constants',
      ['a'],
    ],
    [
      'a leaf without a shape',
      { nodes: [{ name: 'a', op: 'input' }], sink: 'a' },
      'GRAPH_BAD_LEAF',
      'node "a" (input): a leaf needs a shape: [] for a scalar, [n] for a vector, [n, p] for a matrix',
      ['a'],
    ],
    [
      'a leaf of no elements',
      leaf({ shape: [0] }),
      'GRAPH_BAD_LEAF',
      'node "a" (parameter): shape [0] is not valid: expected at most two positive whole numbers',
      ['a'],
    ],
    [
      'a leaf of three dimensions',
      leaf({ shape: [1, 1, 1] }),
      'GRAPH_BAD_LEAF',
      'node "a" (parameter): shape [1, 1, 1] is not valid: expected at most two positive whole numbers',
      ['a'],
    ],
    [
      'an input with an init',
      leaf({ op: 'input', init: 1 }),
      'GRAPH_BAD_LEAF',
      'node "a" (input): only a parameter has an init',
      ['a'],
    ],
    [
      'an init that is not finite',
      leaf({ init: { uniform: Number.NaN } }),
      'GRAPH_BAD_LEAF',
      'node "a" (parameter): init NaN is not finite',
      ['a'],
    ],
    [
      'a cycle, whose nodes are named in order; what depends on it is not',
      endingIn(
        { name: 'a', op: 'add', inputs: ['y', 'c'] },
        { name: 'b', op: 'square', inputs: ['a'] },
        { name: 'c', op: 'tanh', inputs: ['b'] },
        { name: 'J', op: 'square', inputs: ['c'] },
      ),
      'GRAPH_CYCLE',
      'the graph has a cycle: "b" → "c" → "a" → "b"; no node may depend on itself',
      ['b', 'c', 'a'],
    ],
    [
      'a node that is its own input',
      endingIn({ name: 'J', op: 'add', inputs: ['y', 'J'] }),
      'GRAPH_CYCLE',
      'the graph has a cycle: "J" → "J"; no node may depend on itself',
      ['J'],
    ],
  ])('%s', (_, definition, code, message, nodes) => {
    expect(errorOf(definition)).toEqual({ code, message, nodes });
  });
});
