/** The compiled WebAssembly module: compiled once a process, one instance for each memory and thread. */
import { readFileSync } from 'node:fs';

/**
 * What assembly/index.ts exports, where their arguments are: addresses in bytes (0 stands for an array that is not
 * there), counts and factors.
 */
type Kernel =
  | 'addDoubles'
  | 'addLeverages'
  | 'addProducts'
  | 'affineBackward'
  | 'affineForward'
  | 'columnMoments'
  | 'columnProducts'
  | 'columnSums'
  | 'columnTotals'
  | 'copyColumns'
  | 'decode'
  | 'factorTriangle'
  | 'fillTile'
  | 'finite'
  | 'gather'
  | 'maxGroups'
  | 'multiplyAdd'
  | 'multiplyAddDoubles'
  | 'permute'
  | 'repeatRows'
  | 'rowProducts'
  | 'scaleRows'
  | 'scan'
  | 'spread'
  | 'standardizeRows'
  | 'sumGroups'
  | 'sumRows'
  | 'tileGradient'
  | 'tileProducts'
  | 'tileResiduals'
  | 'tileSpread'
  | 'touch';
export type Exports = Readonly<Record<Kernel, (...args: readonly number[]) => number>>;

let compiled: WebAssembly.Module | undefined;
const instances = new WeakMap<WebAssembly.Memory, Exports>();

/** The module, compiled at the first call; threads hand it to one another. */
export function compiledKernels(): WebAssembly.Module {
  compiled ??= new WebAssembly.Module(readFileSync(new URL('./kernels.wasm', import.meta.url)));
  return compiled;
}

/** Takes the module that another thread has compiled. */
export function adoptKernels(module: WebAssembly.Module): void {
  compiled = module;
}

/** The kernels over a memory of `createMemory`, instantiated at the first call. */
export function exportsOver(memory: WebAssembly.Memory): Exports {
  const known = instances.get(memory);
  if (known !== undefined) return known;
  const { exports } = new WebAssembly.Instance<Exports>(compiledKernels(), { env: { memory } });
  instances.set(memory, exports);
  return exports;
}
