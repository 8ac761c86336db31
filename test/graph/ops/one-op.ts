/** One op by itself: its values and partials at given numbers, and the gradient check on random shapes. */
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { type NodeDefinition, type Shape, sizeOf } from '#chainrule/graph/definition.js';
import { assertGradient, checkGradientAtRandom } from '#chainrule/graph/gradient-check.js';
import type { Op } from '#chainrule/graph/op.js';
import { ops } from '#chainrule/graph/ops/index.js';
import { fillWithNumbers } from '#chainrule/graph/pass.js';
import { compile } from '#chainrule/graph/program.js';
import { plainKernels } from '#chainrule/kernels/plain-kernels.js';
import { random } from '#chainrule/random.js';
import { chosen } from '../op-inputs.js';

export interface Given {
  readonly inputs: Readonly<Record<string, { readonly shape: Shape; readonly values: readonly number[] }>>;
  readonly constants?: Readonly<Record<string, number>>;
  readonly dOut: readonly number[];
  readonly rows?: number;
  /** Of a strided op: inputs that all rows share. */
  readonly shared?: readonly string[];
}

/** An op of the library. */
export function opNamed(name: string): Op {
  const op = ops.get(name);
  if (op === undefined) throw new Error(`there is no op "${name}"`);
  return op;
}

/** Forward and backward of one op at given numbers; buffers start as NaN, so that what is not written shows. */
export function runOp(op: Op, { inputs, constants = {}, dOut, rows = 1, shared = [] }: Given) {
  const names = Object.keys(inputs);
  const each = <T>(of: (input: { shape: Shape; values: readonly number[] }, name: string) => T) =>
    Object.fromEntries(Object.entries(inputs).map(([name, input]) => [name, of(input, name)]));
  const tile = {
    rows,
    count: dOut.length,
    kernels: plainKernels,
    constants,
    known: {},
    shapes: each(({ shape }) => shape),
    strides: each(({ shape }, name) => (shared.includes(name) ? 0 : sizeOf(shape))),
    offsets: each(() => 0),
    scratch: (_: string, perRow: number) => new Float64Array(rows * perRow),
    numbers: (n: number) => fillWithNumbers(new Float64Array(rows * n), n),
  };
  const shape = op.shape(tile.shapes);
  expect(shape).toBeTypeOf('object');
  const values = each((input) => Float64Array.from(input.values));
  const partials = each((input) => new Float64Array(input.values.length).fill(Number.NaN));
  const out = new Float64Array(dOut.length).fill(Number.NaN);
  op.forward(values, out, tile);
  op.backward(Float64Array.from(dOut), values, partials, tile, out);
  for (const name of names) {
    // The partial of one input alone is the same: a pass leaves out those that it does not need.
    const alone = { [name]: new Float64Array(partials[name]?.length ?? 0).fill(Number.NaN) };
    op.backward(Float64Array.from(dOut), values, alone, tile, out);
    expect(alone[name]).toEqual(partials[name]);
  }
  return { shape, out: [...out], partials: each((_, name) => [...(partials[name] ?? [])]) };
}

export interface RandomShapes {
  /** Shapes of the inputs for any n and p. */
  readonly shapes: (n: number, p: number) => readonly Shape[];
  readonly constants?: Readonly<Record<string, fc.Arbitrary<number>>>;
  /** An op that all inputs go through first, e.g. `exp` where they must be positive. */
  readonly through?: string;
  /** The input that is the number of one of n elements. */
  readonly choosing?: number;
}

/**
 * Each input an `input` or a `parameter`, J = Σ v·out with random v (so that dOut ≠ 1), one to four rows: every partial
 * of every node and copy agrees with the central difference.
 */
export function itPassesTheGradientCheck(
  op: Op,
  { shapes, constants = {}, through, choosing }: RandomShapes,
): void {
  it(`${op.name}: partials agree with central differences on random shapes`, () => {
    const extent = fc.integer({ min: 1, max: 4 });
    const leaf = fc.constantFrom('input', 'parameter');
    const property = fc.property(
      fc.record({
        n: extent,
        p: extent,
        rows: extent,
        seed: fc.nat(),
        leaves: fc.array(leaf, { minLength: 4, maxLength: 4 }),
      }),
      fc.record({ ...constants }),
      ({ n, p, rows, seed, leaves }, drawn) => {
        const inputs = shapes(n, p).map((shape, slot): NodeDefinition => {
          const name = `in${slot}`;
          return slot === choosing ? chosen(name, n, seed) : { name, op: leaves[slot] ?? 'input', shape };
        });
        const before: NodeDefinition[] = inputs.flatMap(({ name }) =>
          through === undefined ? [] : [{ name: `${through} ${name}`, op: through, inputs: [name] }],
        );
        const taken = (through === undefined ? inputs : before).map(({ name }) => name);
        const node = { name: 'out', op: op.name, inputs: taken, constants: drawn };
        const out = op.shape(
          Object.fromEntries(inputs.map(({ shape = [] }, k) => [op.inputs[k] ?? '', shape])),
        );
        if (typeof out === 'string') throw new Error(`the test's shapes do not fit: expected ${out}`);
        const nodes: NodeDefinition[] = [
          ...inputs,
          ...before,
          { name: 'v', op: leaves[3] ?? 'input', shape: out },
          node,
          { name: 'weighted', op: 'multiply', inputs: ['v', 'out'] },
          { name: 'J', op: 'sum', inputs: ['weighted'] },
        ];
        const report = checkGradientAtRandom(compile({ nodes, sink: 'J' }), random(seed, 'test'), { rows });
        assertGradient(report);
        expect(report.compared).toBeGreaterThan(0);
      },
    );
    fc.assert(property, { numRuns: 40, seed: 1 });
  });
}
