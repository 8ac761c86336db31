/** The compiled WebAssembly module: compiled once a process, one instance for each memory and thread. */
import { readFileSync } from 'node:fs';

/** What assembly/index.ts exports; addresses are in bytes, an address of 0 stands for an array that is not there. */
export interface Exports {
  affineForward(M: number, x: number, c: number, out: number, rows: number, n: number, p: number): void;
  affineBackward(
    dOut: number,
    M: number,
    x: number,
    dM: number,
    dx: number,
    dc: number,
    rows: number,
    n: number,
    p: number,
  ): void;
  copy(a: number, out: number, count: number): void;
  spread(source: number, out: number, rows: number, size: number): void;
  sumRows(a: number, rows: number, size: number, out: number): void;
  rowProducts(factor: number, a: number, b: number, out: number, rows: number, p: number): void;
  scaleRows(factor: number, a: number, b: number, out: number, rows: number, p: number): void;
  gather(indices: number, source: number, out: number, rows: number, size: number): void;
  repeatRows(a: number, out: number, rows: number, n: number, p: number): void;
  sumGroups(a: number, out: number, rows: number, n: number, p: number): void;
  permute(state: number, out: number, count: number, first: number): void;
  touch(from: number, end: number): number;
  decode(
    bytes: number,
    from: number,
    end: number,
    delimiter: number,
    fields: number,
    slots: number,
    notes: number,
    width: number,
    out: number,
    maxRows: number,
    fixups: number,
    maxFixups: number,
    result: number,
  ): number;
  columnSums(rows: number, count: number, width: number, sums: number): void;
  columnProducts(
    rows: number,
    count: number,
    stride: number,
    columns: number,
    one: number,
    sums: number,
  ): void;
  columnMoments(
    rows: number,
    count: number,
    width: number,
    center: number,
    sums: number,
    squares: number,
    minima: number,
    maxima: number,
  ): void;
  standardizeRows(
    rows: number,
    width: number,
    places: number,
    count: number,
    mean: number,
    scale: number,
    d: number,
    x: number,
    y: number,
  ): number;
  fillTile(
    x: number,
    stride: number,
    columns: number,
    count: number,
    scale: number,
    centre: number,
    high: number,
    low: number,
  ): void;
  columnTotals(x: number, stride: number, columns: number, count: number, out: number): void;
  addProducts(high: number, columns: number, out: number): void;
  tileSpread(high: number, low: number, columns: number, out: number): void;
  tileResiduals(high: number, low: number, d: number, count: number, point: number, residuals: number): void;
  tileGradient(high: number, low: number, d: number, residuals: number, out: number): void;
  tileProducts(high: number, low: number, columns: number, head: number, out: number): void;
  addDoubles(left: number, right: number, count: number): void;
  scan(bytes: number, from: number, end: number, insideQuotes: number, result: number): void;
}

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
