/** The code of expressions as a loop over arrays: within a trace, or as a function of its own. */
import type { Code } from '../../expression/code.js';
import { Body, type Local, ops, type Width } from './body.js';
import { codeFor, together } from './expression-code.js';
import { numberBytes } from './operands.js';
import { moduleOf } from './trace-module.js';

/** Takes the addresses of inputs, shared inputs and outputs, and the number of elements. */
export type MapFunction = (...args: readonly number[]) => void;

/** The last `shared` inputs of the code have one number for all elements. */
export function compileMap(memory: WebAssembly.Memory, code: Code, shared = 0): MapFunction {
  const parameters = code.inputs + code.results.length + 1;
  const body = new Body(new Array<'i32'>(parameters).fill('i32'));
  const locals = Array.from({ length: parameters - 1 }, (_, k) => k);
  const scalars = locals.splice(code.inputs - shared, shared).map((local) => {
    const f64 = body.load('f64', local, 0);
    return { f64, v128: body.splat(f64) };
  });
  loopOverNumbers(body, code, locals, parameters - 1, scalars);
  body.integer(0);
  const module = new WebAssembly.Module(moduleOf(body, parameters));
  return new WebAssembly.Instance<{ play: MapFunction }>(module, { env: { memory } }).exports.play;
}

/**
 * `arrays` are the locals with the addresses of inputs and outputs, `left` the one with the number of elements; the loop
 * changes them. `scalars` are the inputs of one number. Several pairs at a time, then single numbers.
 */
export function loopOverNumbers(
  body: Body,
  code: Code,
  arrays: readonly Local[],
  left: Local,
  scalars: readonly Readonly<Record<Width, Local>>[] = [],
): void {
  block(
    body,
    code,
    arrays,
    left,
    scalars.map(({ v128 }) => v128),
    'v128',
    together,
  );
  block(
    body,
    code,
    arrays,
    left,
    scalars.map(({ f64 }) => f64),
    'f64',
    1,
  );
}

/** Goes on while there are so many numbers left. */
function block(
  body: Body,
  code: Code,
  arrays: readonly Local[],
  left: Local,
  scalars: readonly Local[],
  width: Width,
  times: number,
): void {
  const lanes = width === 'v128' ? 2 : 1;
  body.put(ops.loop);
  body.get(left);
  body.integer(times * lanes);
  body.put([...ops.i32LessU, ...ops.i32Eqz, ...ops.if]);
  const offsets = Array.from({ length: times }, (_, k) => k * lanes * numberBytes);
  const inputs = arrays.slice(0, code.inputs - scalars.length);
  const values = offsets.map((at) => [...inputs.map((input) => body.load(width, input, at)), ...scalars]);
  for (const [k, results] of codeFor(body, code, width, values).entries()) {
    for (const [output, value] of results.entries())
      body.store(width, arrays[inputs.length + output]!, offsets[k]!, () => body.get(value));
  }
  for (const array of arrays) body.advance(array, times * lanes * numberBytes);
  body.advance(left, -times * lanes);
  body.put(ops.br);
  body.unsigned(1);
  body.put([...ops.end, ...ops.end]);
}
