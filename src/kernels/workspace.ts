/** Where a thread works: its kernels, and arrays that lie where those kernels work fastest. */
import type { Kernels } from './kernels.js';
import { allocate, float64At, uint32At } from './memory.js';
import { type Permute, plainPermute, wasmPermute } from './permute.js';
import { plainKernels } from './plain.js';
import { touchOver } from './touch.js';
import { wasmKernels } from './wasm.js';

export interface Workspace {
  readonly kernels: Kernels;
  /** A fresh array of zeros. */
  readonly allocate: (length: number) => Float64Array;
  /** A fresh array for numbers of rows. */
  readonly allocateIndices: (length: number) => Uint32Array;
  readonly permute: Permute;
  /** Reads elements [from, to), so that they are in the cache when they are asked for in random order. */
  readonly touch: (array: Float64Array, from: number, to: number) => void;
}

export const plainWorkspace: Workspace = {
  kernels: plainKernels,
  allocate: (length) => new Float64Array(length),
  allocateIndices: (length) => new Uint32Array(length),
  permute: plainPermute,
  touch: () => undefined,
};

/** WebAssembly kernels over shared memory. One a thread. */
export function workspaceOver(memory: WebAssembly.Memory): Workspace {
  return {
    kernels: wasmKernels(memory),
    allocate: (length) =>
      float64At(memory, allocate(memory, length * Float64Array.BYTES_PER_ELEMENT), length),
    allocateIndices: (length) =>
      uint32At(memory, allocate(memory, length * Uint32Array.BYTES_PER_ELEMENT), length),
    permute: wasmPermute(memory),
    touch: touchOver(memory),
  };
}
