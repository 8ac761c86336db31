/**
 * Compiles a trace to one WebAssembly function: all addresses and counts are constants, numbers go from call to call in
 * registers, and calls that go row by row share one loop. What stays the same is the order of every sum.
 */
import { Block, closeSums, openSums } from './block.js';
import { Body, type Local, ops } from './body.js';
import { type Call, isRowCall, type MapCall } from './call.js';
import { addresses, Cells, type LoadedCell } from './cells.js';
import { argumentsOf, type Imports, importOf } from './imports.js';
import { loopOverRows } from './loop.js';
import { loopOverNumbers } from './map.js';
import { elementwise, finite, read } from './map-code.js';
import { movingIndex, offsetOf } from './moving.js';
import { operandsOf, type Region, region, regionsOf, within } from './operands.js';
import { type Imported, moduleOf } from './trace-module.js';
import { planOf, type TracePart } from './trace-plan.js';

const indexBytes = 4;

/**
 * The bytes of a module whose `play(indices, stride, steps)` plays the calls step after step and returns how many steps
 * went to their end. Of what a step writes before it reads it, only the `kept` is in memory afterwards. Where moving
 * arrays begin stands at `places`.
 */
export function compileTrace(
  calls: readonly Call[],
  kept: readonly Region[],
  places: number,
): Uint8Array<ArrayBuffer> {
  const parts = planOf(calls);
  // What a step finds as the last one left it is known only when all of its code has been written once.
  const draft = new Compiler({ parts, kept, places, carried: [] });
  draft.write();
  const compiler = new Compiler({ parts, kept, places, carried: draft.carried });
  compiler.write();
  return compiler.module();
}

interface Home extends LoadedCell {
  readonly local: Local;
}

const parameters = { indices: 0, stride: 1, steps: 2 } as const;

interface CompilerOptions {
  readonly parts: readonly TracePart[];
  readonly kept: readonly Region[];
  readonly places: number;
  /** What steps hand on to one another in locals. */
  readonly carried: readonly LoadedCell[];
}

class Compiler {
  readonly #parts: readonly TracePart[];
  readonly #kept: readonly Region[];
  readonly #body = new Body(['i32', 'i32', 'i32']);
  /** Where moving arrays begin. */
  readonly #beginnings: Local[] = [];
  readonly #pointerOf = (address: number) => this.#beginnings[movingIndex(address)];
  readonly #cells = new Cells(this.#body, { pointerOf: this.#pointerOf });
  readonly #step = this.#body.local('i32');
  readonly #homes: readonly Home[];
  readonly #imports: Imported[] = [];
  /** By part: what it reads from memory. */
  readonly #memoryReads: readonly Region[][];
  readonly #placesAt: number;
  /** What a step reads from memory and then changes; known when all is written. */
  carried: readonly LoadedCell[] = [];

  constructor({ parts, kept, places, carried }: CompilerOptions) {
    this.#parts = parts;
    this.#kept = kept;
    this.#homes = carried.map((place) => ({ ...place, local: this.#body.local(place.width) }));
    this.#memoryReads = parts.map(memoryReads);
    this.#placesAt = places;
  }

  module(): Uint8Array<ArrayBuffer> {
    return moduleOf(this.#body, 3, this.#imports);
  }

  write(): void {
    const body = this.#body;
    body.get(parameters.steps);
    body.put([...ops.i32Eqz, ...ops.if]);
    body.integer(0);
    body.put([...ops.return, ...ops.end]);
    this.#findMoving();
    for (const { at, width, local } of this.#homes) {
      body.load(width, undefined, at, local);
      this.#cells.write(at, width, local);
    }
    body.put(ops.loop);
    for (const [k, part] of this.#parts.entries()) {
      if (part.kind === 'straight') this.#straight(part.call);
      else if (part.kind === 'call') this.#call(part.call);
      else if (part.kind === 'map') this.#map(part.call);
      else this.#rows(k, part.calls, part.rows);
    }
    this.#handOn();
    body.get(parameters.indices);
    body.get(parameters.stride);
    body.put(ops.i32Add);
    body.set(parameters.indices);
    body.get(this.#step);
    body.integer(1);
    body.put(ops.i32Add);
    body.set(this.#step);
    body.get(this.#step);
    body.get(parameters.steps);
    body.put([...ops.i32LessU, ...ops.brIf]);
    body.unsigned(0);
    body.put(ops.end);
    for (const { at, width, local } of this.#homes) body.store(width, undefined, at, () => body.get(local));
    body.get(this.#step);
  }

  #findMoving(): void {
    const reads = this.#parts.flatMap(callsOf).flatMap((call) => regionsOf(call).reads);
    for (const index of new Set(reads.map(({ from }) => movingIndex(from)))) {
      if (index >= 0)
        this.#beginnings[index] = this.#body.load('i32', undefined, this.#placesAt + index * indexBytes);
    }
  }

  /** The end of a step: moves all carried values to the locals where the next step expects them, at once, as two may have been swapped. */
  #handOn(): void {
    const body = this.#body;
    this.carried = this.#changed();
    const atHome = within(this.#homes.map(({ at, width }) => region(at, addresses(at, width).length)));
    const wanted = within([...this.#kept, ...this.#memoryReads.flat()]);
    this.#cells.flush((address) => wanted(address) && !atHome(address));
    const values = this.#homes.map(({ at, width }) => read(this.#cells, at, width));
    for (const value of values) body.get(value);
    for (const { local } of [...this.#homes].reverse()) body.set(local);
  }

  #changed(): LoadedCell[] {
    const seen = new Set<number>();
    return this.#cells.loaded.filter((place) => {
      const numbers = addresses(place.at, place.width);
      if (numbers.some((at) => seen.has(at)) || !this.#cells.isDirty(place)) return false;
      for (const at of numbers) seen.add(at);
      return true;
    });
  }

  /** Ends the playing where what lies on the stack is not 0. */
  #endIf(): void {
    const body = this.#body;
    const homes = this.#homes.map(({ at, width }) => region(at, addresses(at, width).length));
    body.put(ops.if);
    this.#cells.flush(within([...this.#kept, ...homes, ...this.#memoryReads.flat()]), true);
    body.get(this.#step);
    body.put([...ops.return, ...ops.end]);
  }

  #straight(call: Call): void {
    const body = this.#body;
    const cells = this.#cells;
    if (isRowCall(call)) {
      const sums = openSums(body, [call]);
      for (let first = 0; first < call.rows; first++) {
        const options = { body, cells, shared: cells, sums, indices: parameters.indices };
        new Block({ ...options, first, rows: 1 }).emit(call, call.rows);
      }
      closeSums(sums, cells);
    } else if (call.kernel === 'map') elementwise(body, cells, cells, call, 0, call.count);
    else if (call.kernel === 'finite') {
      finite(body, cells, call);
      this.#endIf();
    }
  }

  #call(call: Imports): void {
    const body = this.#body;
    const { reads, writes } = regionsOf(call);
    this.#cells.flush(within([...reads, ...writes]));
    if (call.kernel === 'gather') {
      body.get(parameters.indices);
      body.integer(call.from * indexBytes);
      body.put(ops.i32Add);
    }
    for (const argument of argumentsOf(call)) {
      if (typeof argument === 'number') this.#address(argument);
      else body.number(argument.factor);
    }
    const wanted = importOf(call);
    let index = this.#imports.findIndex(({ name }) => name === wanted.name);
    if (index < 0) index = this.#imports.push(wanted) - 1;
    body.put(ops.call);
    body.unsigned(index);
    this.#cells.drop(within(writes));
    if (!wanted.result) return;
    body.put(ops.i32Eqz);
    this.#endIf();
  }

  #map(call: MapCall): void {
    const body = this.#body;
    const { reads, writes } = regionsOf(call);
    this.#cells.flush(within(reads));
    const scalars = call.shared.map((at) => ({ f64: this.#cells.single(at), v128: this.#cells.splat(at) }));
    const arrays = [...call.inputs, ...call.outputs].map((address) => {
      this.#address(address);
      return body.take('i32');
    });
    body.integer(call.count);
    loopOverNumbers(body, call.code, arrays, body.take('i32'), scalars);
    this.#cells.drop(within(writes));
  }

  /** Leaves an integer on the stack: of a moving array, where it is now. */
  #address(address: number): void {
    const body = this.#body;
    const beginning = this.#pointerOf(address);
    body.integer(offsetOf(address));
    if (beginning === undefined) return;
    body.get(beginning);
    body.put(ops.i32Add);
  }

  #rows(part: number, calls: readonly Call[], rows: number): void {
    const elsewhere = this.#parts.flatMap((other, k) =>
      k === part ? [] : callsOf(other).flatMap((call) => regionsOf(call).reads),
    );
    loopOverRows({
      body: this.#body,
      calls,
      rows,
      cells: this.#cells,
      beginningOf: this.#pointerOf,
      indices: parameters.indices,
      wanted: within([...this.#kept, ...elsewhere]),
    });
  }
}

function callsOf(part: TracePart): readonly Call[] {
  return part.kind === 'rows' ? part.calls : [part.call];
}

function memoryReads(part: TracePart): Region[] {
  if (part.kind === 'straight') return [];
  if (part.kind === 'call' || part.kind === 'map') return regionsOf(part.call).reads;
  const reads = part.calls.flatMap((call) => operandsOf(call, part.rows).reads);
  return reads.map(({ at, size }) => region(at, part.rows * size));
}
