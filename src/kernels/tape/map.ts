/** The code of expressions as a function of its own, for arrays anywhere in the memory and any count. */
import type { Code } from '../../expression/code.js';
import { Body, ops } from './body.js';
import { codeFor } from './expression.js';
import { moduleOf } from './module.js';
import { numberBytes } from './operands.js';

/** Takes the addresses of inputs and outputs, and the number of elements. */
export type MapFunction = (...args: readonly number[]) => void;

export function compileMap(memory: WebAssembly.Memory, code: Code): MapFunction {
  const module = new WebAssembly.Module(mapModule(code));
  return new WebAssembly.Instance<{ play: MapFunction }>(module, { env: { memory } }).exports.play;
}

function mapModule({ inputs, results, ...rest }: Code): Uint8Array<ArrayBuffer> {
  const code = { inputs, results, ...rest };
  const arrays = inputs + results.length;
  const body = new Body(new Array<'i32'>(arrays + 1).fill('i32'));
  const left = arrays;
  const add = (local: number, by: number): void => {
    body.get(local);
    body.integer(by);
    body.put(ops.i32Add);
    body.set(local);
  };
  const loopWhile = (condition: () => void, width: 'v128' | 'f64', times: number): void => {
    const lanes = width === 'v128' ? 2 : 1;
    body.put(ops.loop);
    condition();
    body.put(ops.if);
    for (let k = 0; k < times; k++) {
      const at = k * lanes * numberBytes;
      const values = Array.from({ length: inputs }, (_, input) => body.load(width, input, at));
      for (const [output, value] of codeFor(body, code, width, values).entries())
        body.store(width, inputs + output, at, () => body.get(value));
    }
    for (let array = 0; array < arrays; array++) add(array, times * lanes * numberBytes);
    add(left, -times * lanes);
    body.put(ops.br);
    body.unsigned(1);
    body.put([...ops.end, ...ops.end]);
  };
  // Two pairs at a time, as one hides the latency of the other.
  loopWhile(
    () => {
      body.get(left);
      body.integer(4);
      body.put([...ops.i32LessU, ...ops.i32Eqz]);
    },
    'v128',
    2,
  );
  loopWhile(() => body.get(left), 'f64', 1);
  body.integer(0);
  return moduleOf(body, arrays + 1);
}
