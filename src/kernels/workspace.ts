/** Where a thread works: its kernels, and arrays that lie where those kernels work fastest. */
import { type ColumnKernels, wasmColumns } from './column-kernels.js';
import type { Kernels } from './kernels.js';
import { type MatrixKernels, wasmMatrices } from './matrix-kernels.js';
import { allocate, float64At, uint32At } from './memory.js';
import { type Permute, wasmPermute } from './permute.js';
import type { TileKernels } from './tile-kernels.js';
import { touchOver } from './touch.js';
import { wasmKernels } from './wasm.js';
import { wasmTiles } from './wasm-tiles.js';

export interface Workspace {
  readonly kernels: Kernels;
  readonly columns: ColumnKernels;
  /** The loops of the exact solver. */
  readonly tiles: TileKernels;
  /** Dense matrices of the exact solver. */
  readonly matrices: MatrixKernels;
  /** A fresh array of zeros. */
  readonly allocate: (length: number) => Float64Array;
  /** A fresh array for numbers of rows. */
  readonly allocateIndices: (length: number) => Uint32Array;
  readonly permute: Permute;
  /** Reads elements [from, to), so that they are in the cache when they are asked for in random order. */
  readonly touch: (array: Float64Array, from: number, to: number) => void;
}

/** WebAssembly kernels over shared memory. One a thread. */
export function workspaceOver(memory: WebAssembly.Memory): Workspace {
  return {
    kernels: wasmKernels(memory),
    columns: wasmColumns(memory),
    tiles: wasmTiles(memory),
    matrices: wasmMatrices(memory),
    allocate: (length) =>
      float64At(memory, allocate(memory, length * Float64Array.BYTES_PER_ELEMENT), length),
    allocateIndices: (length) =>
      uint32At(memory, allocate(memory, length * Uint32Array.BYTES_PER_ELEMENT), length),
    permute: wasmPermute(memory),
    touch: touchOver(memory),
  };
}
