/** out = the elements of a, then those of b: vectors, or scalars as vectors of one element. */
import type { Vector } from '../../kernels/kernels.js';
import { sizeOf } from '../definition.js';
import { defineOp, type Tile } from '../op.js';
import type { Index, Slope } from '../writing.js';

type Input = 'a' | 'b';

export const concat = defineOp<Input>({
  name: 'concat',
  formula: 'out = (a, b); ∂out/∂a = 1, ∂out/∂b = 1',
  inputs: ['a', 'b'],
  shape({ a, b }) {
    return a.length <= 1 && b.length <= 1 ? [sizeOf(a) + sizeOf(b)] : 'vectors or scalars';
  },
  forward({ a, b }, out, tile) {
    const { n, m } = sizes(tile);
    tile.kernels.copyColumns(a, 0, n, out, 0, n + m, tile.rows, n);
    tile.kernels.copyColumns(b, 0, m, out, n, n + m, tile.rows, m);
  },
  backward(dOut, _, d, tile) {
    const { n, m } = sizes(tile);
    const part = (from: number, to: Vector | undefined, size: number) =>
      to && tile.kernels.copyColumns(dOut, from, n + m, to, 0, size, tile.rows, size);
    part(0, d.a, n);
    part(n, d.b, m);
  },
  write({ a, b }) {
    const from = sizeOf(a.shape);
    return { value: `(${a.symbol}, ${b.symbol})`, partials: { a: slopeFrom(0), b: slopeFrom(from) } };
  },
});

function sizes({ shapes }: Tile<Input>) {
  return { n: sizeOf(shapes.a!), m: sizeOf(shapes.b!) };
}

/** Element j of an input is element from + j of the output; a scalar is the only one. */
function slopeFrom(from: number) {
  return ([j]: Index): Slope => {
    if (j === undefined) return { at: [`${from + 1}`] };
    const number = /^\d+$/.test(j) ? `${from + Number(j)}` : from === 0 ? j : undefined;
    return { at: [number ?? `${from}+${j}`] };
  };
}
