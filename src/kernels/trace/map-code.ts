/** Code for calls that take number by number, in pairs; a single number remains where their count is odd. */

import { type Body, type Local, ops, type Width } from './body.js';
import type { Finite, MapCall } from './call.js';
import type { Cells } from './cells.js';
import { codeFor } from './expression-code.js';
import { numberBytes } from './operands.js';

export interface Numbers {
  readonly at: number;
  readonly width: Width;
}

/** The pairs, and the last odd one, of `count` numbers. */
export function numbers(at: number, count: number): Numbers[] {
  const pairs = Array.from({ length: count >> 1 }, (_, k): Numbers => {
    return { at: at + 2 * k * numberBytes, width: 'v128' };
  });
  return count % 2 === 0 ? pairs : [...pairs, { at: at + (count - 1) * numberBytes, width: 'f64' }];
}

export function read(cells: Cells, at: number, width: Width): Local {
  return width === 'v128' ? cells.pair(at) : cells.single(at);
}

/** `count` numbers, `skip` numbers on from where the call begins; what all elements share is in `shared`. */
export function elementwise(
  body: Body,
  cells: Cells,
  shared: Cells,
  call: MapCall,
  skip: number,
  count: number,
): void {
  const { code, inputs, outputs } = call;
  const all = numbers(skip * numberBytes, count);
  for (const width of ['v128', 'f64'] as const) {
    const some = all.filter((one) => one.width === width);
    if (some.length === 0) continue;
    const scalars = call.shared.map((at) => (width === 'v128' ? shared.splat(at) : shared.single(at)));
    const values = some.map(({ at }) => [
      ...inputs.map((input) => read(cells, input + at, width)),
      ...scalars,
    ]);
    for (const [k, results] of codeFor(body, code, width, values).entries()) {
      for (const [output, result] of results.entries())
        cells.write(outputs[output]! + some[k]!.at, width, result);
    }
  }
}

/** The sum of a pair's two numbers. */
export function horizontal(body: Body, pair: Local): Local {
  body.lane(pair, 0);
  const first = body.take('f64');
  body.lane(pair, 1);
  return body.arithmetic('add', 'f64', first, body.take('f64'));
}

/** Leaves on the stack whether some number is not finite: x − x is 0 for finite x alone. */
export function finite(body: Body, cells: Cells, { a, count }: Finite): void {
  let sum = body.constant(0, 'f64');
  let pairs: Local | undefined;
  for (const { at, width } of numbers(a, count)) {
    const value = read(cells, at, width);
    const rest = body.arithmetic('sub', width, value, value);
    if (width === 'f64') sum = body.arithmetic('add', 'f64', sum, rest);
    else pairs = pairs === undefined ? rest : body.arithmetic('add', 'v128', pairs, rest);
  }
  if (pairs !== undefined) sum = body.arithmetic('add', 'f64', sum, horizontal(body, pairs));
  body.get(sum);
  body.number(0);
  body.put(ops.f64NotEqual);
}
