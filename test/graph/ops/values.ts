/** Runs one op alone on one row: its value, and its partials for a given ∂J/∂out. */
import { sizeOf } from '#chainrule/graph/definition.js';
import { ops } from '#chainrule/graph/ops/index.js';

export function run(
  name: string,
  inputs: Readonly<Record<string, readonly number[]>>,
  dOut: readonly number[],
  constants: Readonly<Record<string, number>> = {},
): { value: number[]; partials: Record<string, number[]> } {
  const op = ops.get(name);
  if (op === undefined) throw new Error(`no op ${name}`);
  const shapes = Object.fromEntries(Object.entries(inputs).map(([input, { length }]) => [input, [length]]));
  const shape = op.shape(shapes);
  if (typeof shape === 'string') throw new Error(shape);
  const values = Object.fromEntries(
    Object.entries(inputs).map(([input, list]) => [input, Float64Array.from(list)]),
  );
  const d = Object.fromEntries(
    Object.entries(inputs).map(([input, { length }]) => [input, new Float64Array(length)]),
  );
  const out = new Float64Array(sizeOf(shape));
  const tile = { rows: 1, count: out.length, constants, shapes, strides: {}, offsets: {} };
  op.forward(values, out, tile);
  op.backward(Float64Array.from(dOut), values, d, tile, out);
  const partials = Object.fromEntries(Object.entries(d).map(([input, list]) => [input, [...list]]));
  return { value: [...out], partials };
}

/** The central difference of an op of one input, for Σ dOut·out. */
export function differences(
  name: string,
  a: readonly number[],
  dOut: readonly number[],
  constants: Readonly<Record<string, number>> = {},
): number[] {
  const input = ops.get(name)?.inputs[0] ?? 'a';
  return a.map((element, i) => {
    const h = 2 ** -17 * Math.max(1, Math.abs(element));
    const total = (moved: number) =>
      run(name, { [input]: a.with(i, moved) }, dOut, constants).value.reduce(
        (sum, out, k) => sum + out * dOut[k]!,
        0,
      );
    return (total(element + h) - total(element - h)) / (2 * h);
  });
}
