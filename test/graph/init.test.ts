import { describe, expect, it } from 'vitest';
import { initialParameters, parameterCount, parameterPlaces } from '#chainrule/graph/init.js';
import { compile } from '#chainrule/graph/program.js';

const program = compile({
  nodes: [
    { name: 'M', op: 'parameter', shape: [2, 3], init: { uniform: 0.5 } },
    { name: 'x', op: 'input', shape: [3] },
    { name: 'c', op: 'parameter', shape: [2], init: -1.5 },
    { name: 'd', op: 'parameter', shape: [2] },
    { name: 'h', op: 'affine', inputs: ['M', 'x', 'c'] },
    { name: 'e', op: 'parameter', shape: [2], init: { uniform: 0.5 } },
    { name: 'k', op: 'add', inputs: ['h', 'd'] },
    { name: 'J', op: 'l2Penalty', inputs: ['k'], constants: { lambda: 1 } },
  ],
  sink: 'J',
});

describe('parameters as one vector', () => {
  it('lie in the order of the definition', () => {
    const places = parameterPlaces(program).map(({ name, offset, size }) => [name, offset, size]);
    expect(places).toEqual([
      ['M', 0, 6],
      ['c', 6, 2],
      ['d', 8, 2],
      ['e', 10, 2],
    ]);
    expect(parameterCount(program)).toBe(12);
  });

  it('start where their init says: drawn within ±a, a number, or 0', () => {
    const theta = [...initialParameters(program, 1)];
    expect(theta.slice(6, 10)).toEqual([-1.5, -1.5, 0, 0]);
    const drawn = [...theta.slice(0, 6), ...theta.slice(10)];
    expect(drawn.every((value) => value >= -0.5 && value < 0.5)).toBe(true);
    expect(new Set(drawn).size).toBe(8);
    expect(new Set(drawn.map(Math.sign))).toEqual(new Set([-1, 1]));
  });

  it('start at the mean outcome where their init says so, and only if it is given', () => {
    const mean = compile({
      nodes: [
        { name: 'a', op: 'parameter', shape: [2], init: 'meanOutcome' },
        { name: 'c', op: 'parameter', shape: [2], init: 3 },
        { name: 'k', op: 'add', inputs: ['a', 'c'] },
        { name: 'J', op: 'l2Penalty', inputs: ['k'], constants: { lambda: 1 } },
      ],
      sink: 'J',
    });
    expect([...initialParameters(mean, 1, -0.25)]).toEqual([-0.25, -0.25, 3, 3]);
    expect(() => initialParameters(mean, 1)).toThrow(
      expect.objectContaining({ code: 'GRAPH_NO_MEAN_OUTCOME', nodes: ['a'] }),
    );
  });

  it('start at the numbers that their init lists, frozen or not', () => {
    const { nodes } = program.definition;
    const listed = { name: 'f', op: 'parameter', shape: [2], init: [3, -4], frozen: true };
    const constant = { name: 'g', op: 'constant', shape: [2], value: [5, 6] };
    const theta = initialParameters(compile({ nodes: [...nodes, listed, constant], sink: 'J' }), 1);
    expect([...theta.slice(12)]).toEqual([3, -4]);
  });

  it('the same seed draws the same, another seed others', () => {
    expect(initialParameters(program, 1)).toEqual(initialParameters(program, 1));
    expect(initialParameters(program, 1)).not.toEqual(initialParameters(program, 2));
  });
});
