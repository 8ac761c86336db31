/**
 * The kernels in WebAssembly, over one shared memory: those that take long enough by themselves to make a call worth its
 * while. The others are the plain ones; within a compiled trace all are WebAssembly. A call with an array that `float64At`
 * did not allocate in the memory (a subarray, an array of another memory) goes to the plain twin: the bits are the same.
 */
import type { Code } from '../expression/code.js';
import { exportsOver } from './kernel-module.js';
import type { Kernels } from './kernels.js';
import { addressOf } from './memory.js';
import { plainKernels as plain } from './plain-kernels.js';
import { compileMap, type MapFunction } from './trace/map.js';
import { recorderOver } from './trace/recorder.js';

const float64Bytes = 8;
/** Instructions of a map, element by element, that plain loops take as long for as compiling takes. */
const worthCompiling = 1 << 17;

/** One for each thread and memory. */
export function wasmKernels(memory: WebAssembly.Memory): Kernels<Float64Array> {
  const wasm = exportsOver(memory);
  const maps = new WeakMap<Code, { left: number; compiled?: MapFunction }>();
  /** Undefined until so much was asked for that compiling pays. */
  const mapOf = (code: Code, count: number, shared: number): MapFunction | undefined => {
    const known = maps.get(code) ?? { left: worthCompiling };
    maps.set(code, known);
    known.left -= count * code.instructions.length;
    if (known.left < 0) known.compiled ??= compileMap(memory, code, shared);
    return known.compiled;
  };
  const addressesOf = (...arrays: (Float64Array | undefined)[]): number[] | undefined => {
    const addresses = arrays.map((array) => addressOf(memory, array));
    return addresses.some((address) => address < 0) ? undefined : addresses;
  };

  return {
    ...plain,
    affineForward(M, x, at, c, out, rows, n, p) {
      const [m, xs, cs, to] = addressesOf(M, x, c, out) ?? [];
      if (m === undefined) plain.affineForward(M, x, at, c, out, rows, n, p);
      else wasm.affineForward(m, xs! + at * float64Bytes, cs!, to!, rows, n, p);
    },
    affineBackward(dOut, M, x, at, dM, dx, dc, rows, n, p) {
      const [g, m, xs, toM, toX, toC] = addressesOf(dOut, M, x, dM, dx, dc) ?? [];
      if (g === undefined) plain.affineBackward(dOut, M, x, at, dM, dx, dc, rows, n, p);
      else wasm.affineBackward(g, m!, xs! + at * float64Bytes, toM!, toX!, toC!, rows, n, p);
    },
    map(code, inputs, outputs, count, shared = []) {
      const addresses = addressesOf(...inputs, ...shared, ...outputs);
      const compiled = addresses && mapOf(code, count, shared.length);
      if (compiled === undefined) plain.map(code, inputs, outputs, count, shared);
      else compiled(...addresses!, count);
    },
    recorder: () => recorderOver(memory),
  };
}
