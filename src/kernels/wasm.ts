/**
 * The kernels in WebAssembly, over one shared memory. A call with an array that `float64At` did not place there (a
 * subarray, an array of another memory) goes to the plain twin: the bits are the same.
 */
import type { Kernels } from './kernels.js';
import { addressOf } from './memory.js';
import { exportsOver } from './module.js';
import { plainKernels as plain } from './plain.js';
import { recorderOver } from './tape/recorder.js';

const float64Bytes = 8;
const uint32Bytes = 4;

/** One for each thread and memory. */
export function wasmKernels(memory: WebAssembly.Memory): Kernels {
  const wasm = exportsOver(memory);

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
    add(a, b, out, count) {
      const from = addressOf(memory, a);
      const other = addressOf(memory, b);
      const to = addressOf(memory, out);
      if (from < 0 || other < 0 || to < 0) plain.add(a, b, out, count);
      else wasm.add(from, other, to, count);
    },
    subtract(a, b, out, count) {
      const from = addressOf(memory, a);
      const other = addressOf(memory, b);
      const to = addressOf(memory, out);
      if (from < 0 || other < 0 || to < 0) plain.subtract(a, b, out, count);
      else wasm.subtract(from, other, to, count);
    },
    multiply(a, b, out, count) {
      const from = addressOf(memory, a);
      const other = addressOf(memory, b);
      const to = addressOf(memory, out);
      if (from < 0 || other < 0 || to < 0) plain.multiply(a, b, out, count);
      else wasm.multiply(from, other, to, count);
    },
    scale(factor, a, out, count) {
      const from = addressOf(memory, a);
      const to = addressOf(memory, out);
      if (from < 0 || to < 0) plain.scale(factor, a, out, count);
      else wasm.scale(factor, from, to, count);
    },
    scaledProduct(factor, a, b, out, count) {
      const from = addressOf(memory, a);
      const other = addressOf(memory, b);
      const to = addressOf(memory, out);
      if (from < 0 || other < 0 || to < 0) plain.scaledProduct(factor, a, b, out, count);
      else wasm.scaledProduct(factor, from, other, to, count);
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
    gather(indices, first, source, out, rows, size) {
      const at = addressOf(memory, indices);
      const from = addressOf(memory, source);
      const to = addressOf(memory, out);
      if (at < 0 || from < 0 || to < 0) plain.gather(indices, first, source, out, rows, size);
      else wasm.gather(at + first * uint32Bytes, from, to, rows, size);
    },
    divide(a, divisor, out, count) {
      const from = addressOf(memory, a);
      const to = addressOf(memory, out);
      if (from < 0 || to < 0) plain.divide(a, divisor, out, count);
      else wasm.divide(from, divisor, to, count);
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
    ownLoop: plain.ownLoop,
    recorder: () => recorderOver(memory),
  };
}
