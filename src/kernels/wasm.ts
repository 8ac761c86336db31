/**
 * The kernels in WebAssembly, over one shared memory. A call with an array that `float64At` did not place there (a
 * subarray, an array of another memory) goes to the plain twin: the bits are the same.
 */
import type { Code } from '../expression/code.js';
import type { Kernels } from './kernels.js';
import { addressOf } from './memory.js';
import { exportsOver } from './module.js';
import { plainKernels as plain } from './plain.js';
import { compileMap, type MapFunction } from './trace/map.js';
import { recorderOver } from './trace/recorder.js';

const float64Bytes = 8;
const uint32Bytes = 4;
/** Instructions of a map, element by element, that plain loops take as long for as compiling takes. */
const worthCompiling = 1 << 17;

/** One for each thread and memory. */
export function wasmKernels(memory: WebAssembly.Memory): Kernels<Float64Array> {
  const wasm = exportsOver(memory);
  const maps = new WeakMap<Code, { left: number; compiled?: MapFunction }>();
  /** Undefined until so much was asked for that compiling pays. */
  const mapOf = (code: Code, count: number): MapFunction | undefined => {
    const known = maps.get(code) ?? { left: worthCompiling };
    maps.set(code, known);
    known.left -= count * code.instructions.length;
    if (known.left < 0) known.compiled ??= compileMap(memory, code);
    return known.compiled;
  };

  return {
    affineForward(M, x, at, c, out, rows, n, p) {
      const m = addressOf(memory, M);
      const xs = addressOf(memory, x);
      const cs = addressOf(memory, c);
      const to = addressOf(memory, out);
      if (m < 0 || xs < 0 || cs < 0 || to < 0) plain.affineForward(M, x, at, c, out, rows, n, p);
      else wasm.affineForward(m, xs + at * float64Bytes, cs, to, rows, n, p);
    },
    affineBackward(dOut, M, x, at, dM, dx, dc, rows, n, p) {
      const g = addressOf(memory, dOut);
      const m = addressOf(memory, M);
      const xs = addressOf(memory, x);
      const toM = addressOf(memory, dM);
      const toX = addressOf(memory, dx);
      const toC = addressOf(memory, dc);
      if (g < 0 || m < 0 || xs < 0 || toM < 0 || toX < 0 || toC < 0) {
        plain.affineBackward(dOut, M, x, at, dM, dx, dc, rows, n, p);
      } else wasm.affineBackward(g, m, xs + at * float64Bytes, toM, toX, toC, rows, n, p);
    },
    map(code, inputs, outputs, count) {
      const args = [...inputs, ...outputs].map((array) => addressOf(memory, array));
      const compiled = args.some((address) => address < 0) ? undefined : mapOf(code, count);
      if (compiled === undefined) plain.map(code, inputs, outputs, count);
      else compiled(...args, count);
    },
    copy(a, at, out, count) {
      const from = addressOf(memory, a);
      const to = addressOf(memory, out);
      if (from < 0 || to < 0) plain.copy(a, at, out, count);
      else wasm.copy(from + at * float64Bytes, to, count);
    },
    spread(source, out, rows, size) {
      const from = addressOf(memory, source);
      const to = addressOf(memory, out);
      if (from < 0 || to < 0) plain.spread(source, out, rows, size);
      else wasm.spread(from, to, rows, size);
    },
    sumRows(a, out, rows, size) {
      const from = addressOf(memory, a);
      const to = addressOf(memory, out);
      if (from < 0 || to < 0) plain.sumRows(a, out, rows, size);
      else wasm.sumRows(from, rows, size, to);
    },
    rowProducts(factor, a, b, out, rows, p) {
      const from = addressOf(memory, a);
      const other = addressOf(memory, b);
      const to = addressOf(memory, out);
      if (from < 0 || other < 0 || to < 0) plain.rowProducts(factor, a, b, out, rows, p);
      else wasm.rowProducts(factor, from, other, to, rows, p);
    },
    scaleRows(factor, a, b, out, rows, p) {
      const from = addressOf(memory, a);
      const other = addressOf(memory, b);
      const to = addressOf(memory, out);
      if (from < 0 || other < 0 || to < 0) plain.scaleRows(factor, a, b, out, rows, p);
      else wasm.scaleRows(factor, from, other, to, rows, p);
    },
    repeatRows(a, out, rows, n, p) {
      const from = addressOf(memory, a);
      const to = addressOf(memory, out);
      if (from < 0 || to < 0) plain.repeatRows(a, out, rows, n, p);
      else wasm.repeatRows(from, to, rows, n, p);
    },
    sumGroups(a, out, rows, n, p) {
      const from = addressOf(memory, a);
      const to = addressOf(memory, out);
      if (from < 0 || to < 0) plain.sumGroups(a, out, rows, n, p);
      else wasm.sumGroups(from, to, rows, n, p);
    },
    gather(indices, first, source, out, rows, size) {
      const at = addressOf(memory, indices);
      const from = addressOf(memory, source);
      const to = addressOf(memory, out);
      if (at < 0 || from < 0 || to < 0) plain.gather(indices, first, source, out, rows, size);
      else wasm.gather(at + first * uint32Bytes, from, to, rows, size);
    },
    finite: plain.finite,
    descend(theta, gradient, stepSizes, at, count) {
      const to = addressOf(memory, theta);
      const from = addressOf(memory, gradient);
      const sizes = addressOf(memory, stepSizes);
      if (from < 0 || to < 0 || sizes < 0) return plain.descend(theta, gradient, stepSizes, at, count);
      return wasm.descend(to, from, sizes + at * float64Bytes, count) === 1;
    },
    average(mean, theta, weights, at, count) {
      const to = addressOf(memory, mean);
      const from = addressOf(memory, theta);
      const shares = addressOf(memory, weights);
      if (from < 0 || to < 0 || shares < 0) plain.average(mean, theta, weights, at, count);
      else wasm.average(to, from, shares + at * float64Bytes, count);
    },
    tick(clock) {
      const at = addressOf(memory, clock);
      if (at < 0) plain.tick(clock);
      else wasm.tick(at);
    },
    recorder: () => recorderOver(memory),
  };
}
