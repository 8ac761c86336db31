/** The loops over tiles in WebAssembly. Rows may lie anywhere; all other arrays are views of the one shared memory. */

import { exportsOver } from './kernel-module.js';
import { addressIn, addressOf, allocate, float64At } from './memory.js';
import { type TileKernels, tileRows } from './tile-kernels.js';

const float64Bytes = 8;
const columnBytes = tileRows * float64Bytes;

/** One for each thread and memory. */
export function wasmTiles(memory: WebAssembly.Memory): TileKernels {
  const wasm = exportsOver(memory);
  let staging: Float64Array | undefined;

  /** The address of element `at`; `length` numbers from there on are copied into this memory if they are elsewhere. */
  function rowsAt(x: Float64Array, at: number, length: number): number {
    const address = addressOf(memory, x);
    if (address >= 0) return address + at * float64Bytes;
    if (staging === undefined || staging.length < length) {
      staging = float64At(memory, allocate(memory, length * float64Bytes), length);
    }
    staging.set(x.subarray(at, at + length));
    return addressIn(memory, staging);
  }

  return {
    fillTile({ high, low }, first, columns, x, at, stride, count, frame, width) {
      if (count === 0) return;
      const rows = rowsAt(x, at, (count - 1) * stride + columns);
      const scale = addressIn(memory, frame) + first * float64Bytes;
      const column = first * columnBytes;
      const to = addressIn(memory, high) + column;
      const rest = addressIn(memory, low) + column;
      wasm.fillTile(rows, stride, columns, count, scale, scale + width * float64Bytes, to, rest);
    },
    columnTotals(x, at, stride, columns, count, totals) {
      if (count === 0) return;
      const rows = rowsAt(x, at, (count - 1) * stride + columns);
      wasm.columnTotals(rows, stride, columns, count, addressIn(memory, totals));
    },
    addProducts(high, columns, out) {
      wasm.addProducts(addressIn(memory, high), columns, addressIn(memory, out));
    },
    addLeverages(high, columns, s, out) {
      const [x, factor] = [addressIn(memory, high), addressIn(memory, s)];
      wasm.addLeverages(x, columns, factor, addressIn(memory, out));
    },
    tileSpread({ high, low }, columns, out) {
      wasm.tileSpread(addressIn(memory, high), addressIn(memory, low), columns, addressIn(memory, out));
    },
    tileResiduals({ high, low }, d, count, input, point, residuals) {
      const to = addressIn(memory, residuals);
      const from = addressIn(memory, input) + point * float64Bytes;
      wasm.tileResiduals(addressIn(memory, high), addressIn(memory, low), d, count, from, to);
    },
    tileGradient({ high, low }, d, residuals, out) {
      const r = addressIn(memory, residuals);
      wasm.tileGradient(addressIn(memory, high), addressIn(memory, low), d, r, addressIn(memory, out));
    },
    tileProducts({ high, low }, columns, head, out) {
      const used = addressIn(memory, head);
      wasm.tileProducts(
        addressIn(memory, high),
        addressIn(memory, low),
        columns,
        used,
        addressIn(memory, out),
      );
    },
    addDoubles(left, right, count) {
      wasm.addDoubles(addressIn(memory, left), addressIn(memory, right), count);
    },
  };
}
