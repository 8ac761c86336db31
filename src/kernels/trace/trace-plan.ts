/**
 * What becomes of the calls of a trace: written out number by number, joined to one loop over rows, or called as they
 * are. The order of all that depends on one another is kept.
 */
import { type Call, isCalled, isRowCall, type MapCall } from './call.js';
import type { Imports } from './imports.js';
import {
  type Operands,
  operandsOf,
  overlap,
  type Region,
  type RowOperand,
  region,
  regionsOf,
} from './operands.js';

export type TracePart =
  | { readonly kind: 'straight'; readonly call: Call }
  | { readonly kind: 'call'; readonly call: Imports }
  | { readonly kind: 'map'; readonly call: MapCall }
  | { readonly kind: 'rows'; readonly calls: readonly Call[]; readonly rows: number };

/** Up to so many numbers are written out one by one. */
const mostStraight = 64;
/** From so many rows on there is a loop. */
const leastRows = 4;
/** Products M·x of up to so many numbers are written out in a loop over rows: about what registers hold. */
const mostProducts = 20;
/** Numbers of a row for the other calls in such a loop. */
const mostNumbers = 20;
/**
 * Instructions for an element: longer code gets a loop of its own over many elements at a time, as the latency of its
 * instructions, which depend on each other, is hidden only by those of other elements.
 */
const mostInstructions = 20;

export function planOf(calls: readonly Call[]): TracePart[] {
  const writes = calls.flatMap((call) => regionsOf(call).writes);
  const parts: TracePart[] = [];
  for (let i = 0; i < calls.length; ) {
    const call = calls[i]!;
    const straight = isStraight(call, writes);
    const group = straight ? undefined : Group.from(call, writes);
    if (group === undefined) {
      if (straight) parts.push({ kind: 'straight', call });
      else if (call.kernel !== 'map') parts.push({ kind: 'call', call });
      else parts.push({ kind: 'map', call });
      i++;
      continue;
    }
    for (i++; i < calls.length && group.takes(calls[i]!); ) i++;
    parts.push(
      group.calls.length > 1 || call.kernel === 'map'
        ? { kind: 'rows', calls: group.calls, rows: group.rows }
        : { kind: 'call', call },
    );
  }
  return parts;
}

function isLong({ code }: MapCall): boolean {
  return code.instructions.length > mostInstructions;
}

function isStraight(call: Call, writes: readonly Region[]): boolean {
  if (call.kernel === 'map') return call.count * call.code.instructions.length <= mostStraight * 8;
  if (isCalled(call)) return false;
  if (!isRowCall(call)) return !('count' in call) || call.count <= mostStraight;
  if (call.rows >= leastRows || !sourceIsStill(call, writes)) return false;
  return numbersOf(call) * call.rows <= mostStraight;
}

/** Numbers of a row that it handles. */
function numbersOf(call: Call): number {
  if ('n' in call) return call.n * call.p;
  if ('p' in call) return call.p;
  return 'size' in call ? call.size : 1;
}

/** Whether what rows are gathered from is not written by the trace: then they can be read where they lie. */
function sourceIsStill(call: Call, writes: readonly Region[]): boolean {
  if (call.kernel !== 'gather') return true;
  const source = region(call.source, call.length);
  return !writes.some((write) => overlap(write, source));
}

/** An array of the group's rows. */
interface Extent extends Region {
  readonly size: number;
  written: boolean;
}

class Group {
  readonly rows: number;
  readonly calls: Call[] = [];
  readonly #writes: readonly Region[];
  readonly #arrays: Extent[] = [];
  readonly #shared: Region[] = [];
  readonly #sums: Region[] = [];

  private constructor(rows: number, writes: readonly Region[]) {
    this.rows = rows;
    this.#writes = writes;
  }

  /** The group that begins with a call; undefined where it cannot be in one. */
  static from(call: Call, writes: readonly Region[]): Group | undefined {
    const rows = isRowCall(call) ? call.rows : call.kernel === 'map' ? call.count : 0;
    const group = new Group(rows, writes);
    return rows >= leastRows && group.takes(call) ? group : undefined;
  }

  /** Takes the call if it can be done row by row together with the others. */
  takes(call: Call): boolean {
    const { rows } = this;
    if (call.kernel === 'map' ? call.count % rows !== 0 : !(isRowCall(call) && call.rows === rows))
      return false;
    if (!sourceIsStill(call, this.#writes)) return false;
    const numbers = call.kernel === 'map' ? call.count / rows : numbersOf(call);
    if (numbers > ('n' in call ? mostProducts : mostNumbers)) return false;
    if (call.kernel === 'map' && isLong(call)) return false;
    const operands = operandsOf(call, rows);
    if (!this.#fits(operands)) return false;
    this.calls.push(call);
    return true;
  }

  /**
   * Row by row is the same as call by call where arrays are one and the same or apart, and no sum is read. Notes what
   * it finds to fit.
   */
  #fits({ reads, writes, shared, sums }: Operands): boolean {
    const { rows } = this;
    const extent = ({ at, size }: RowOperand, written: boolean): Extent => ({
      ...region(at, rows * size),
      size,
      written,
    });
    for (const one of [
      ...reads.map((each) => extent(each, false)),
      ...writes.map((each) => extent(each, true)),
    ]) {
      const known = this.#arrays.find((other) => overlap(one, other));
      if (known !== undefined && (known.from !== one.from || known.size !== one.size)) return false;
      if (this.#sums.some((other) => overlap(one, other))) return false;
      if (one.written && this.#shared.some((other) => overlap(one, other))) return false;
      if (known === undefined) this.#arrays.push(one);
      else known.written ||= one.written;
    }
    for (const one of shared) {
      if (this.#arrays.some((other) => other.written && overlap(one, other))) return false;
      if (this.#sums.some((other) => overlap(one, other))) return false;
    }
    this.#shared.push(...shared);
    for (const one of sums) {
      const taken = [this.#arrays, this.#shared, this.#sums];
      if (taken.some((list) => list.some((other) => overlap(one, other)))) return false;
      this.#sums.push(one);
    }
    return true;
  }
}
