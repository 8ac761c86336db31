/** J and the gradient in the two ways that must agree: in shards through the two parts, and whole. */
import { expect } from 'vitest';
import { evaluate } from '#chainrule/graph/evaluate.js';
import { parameterPlaces } from '#chainrule/graph/init.js';
import type { LeafValues } from '#chainrule/graph/leaves.js';
import type { Program } from '#chainrule/graph/program.js';
import { addTile, ExamplesPass, ParametersPass, type Sums, sumsIn } from '#chainrule/graph/split.js';
import { plainKernels } from '#chainrule/kernels/plain-kernels.js';

export const arrayOf = (leaves: LeafValues, name: string) =>
  Float64Array.from(leaves[name] as ArrayLike<number>);

export function thetaOf(program: Program, leaves: LeafValues): Float64Array {
  return Float64Array.from(parameterPlaces(program).flatMap(({ name }) => [...arrayOf(leaves, name)]));
}

/** J and the gradient from shards [from, to) of the rows, each by a pass of its own, tile by tile. */
export function inShards(
  program: Program,
  leaves: LeafValues,
  shards: readonly (readonly [number, number])[],
) {
  const parameters = new ParametersPass(program);
  const valuesAtCut = parameters.valuesAt(thetaOf(program, leaves));
  const all: Sums[] = [];
  let n = 0;
  for (const [from, to] of shards) {
    const pass = new ExamplesPass(program);
    pass.receive(valuesAtCut);
    const sums = sumsIn(parameters.cut, new Float64Array(parameters.cut.sumsLength));
    for (let first = from; first < to; first += pass.tileRows) {
      const rows = Math.min(pass.tileRows, to - first);
      for (const [position, { name, size, op }] of program.nodes.entries()) {
        if (op !== undefined || program.nodes[position]?.perExample !== true) continue;
        pass.bind(position, arrayOf(leaves, name), first * size);
      }
      pass.run(rows);
      addTile(plainKernels, pass, sums, first === from);
    }
    n += to - from;
    all.push(sums);
  }
  parameters.finish(all, n);
  return { objective: parameters.objective[0] ?? Number.NaN, gradient: parameters.gradient().slice() };
}

/** J and the gradient of all rows at once; 0 for what is frozen. */
export function fullGradient(program: Program, leaves: LeafValues, rows: number) {
  const { nodes, objective } = evaluate(program, leaves, { rows });
  const gradient = parameterPlaces(program).flatMap(({ name, position }) => {
    const partial = [...(nodes.get(name)?.partial ?? [])];
    return program.nodes[position]?.definition.frozen === true ? partial.map(() => 0) : partial;
  });
  return { objective, gradient: Float64Array.from(gradient) };
}

/** Equal but for the order of additions. */
export function expectClose(actual: ArrayLike<number>, expected: ArrayLike<number>): void {
  const scale = Array.from(expected).reduce((largest, value) => Math.max(largest, Math.abs(value)), 1);
  expect(actual.length).toBe(expected.length);
  for (let i = 0; i < expected.length; i++) {
    const apart = Math.abs((actual[i] ?? Number.NaN) - (expected[i] ?? Number.NaN));
    expect(apart, `entry ${i}: ${actual[i]} for ${expected[i]}`).toBeLessThanOrEqual(1e-11 * scale);
  }
}

/** Shards of n rows that begin at 0 and at each cut. */
export function cutRows(n: number, cuts: readonly number[]): [number, number][] {
  const limits = [...new Set([0, ...cuts.map((at) => at % n), n])].sort((a, b) => a - b);
  return limits.slice(1).map((to, k) => [limits[k] ?? 0, to]);
}
