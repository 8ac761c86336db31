/**
 * Numbers of the memory that are known in locals while code is emitted: a number written by one call and read by the
 * next is not loaded again, and one that is not read from memory is never stored.
 *
 * Addresses are those of the numbers, beside what `pointerOf` adds to them when the code runs: of a moving array, where
 * it begins.
 */
import type { Body, Local, Width } from './body.js';
import { offsetOf } from './moving.js';
import { numberBytes } from './operands.js';

/** Where a number is: in a local, alone or as one of a pair, or at another address that is not written. */
type Place =
  | { readonly local: Local; readonly lane?: 0 | 1 }
  | { readonly pointer: Local; readonly offset: number };

export interface LoadedCell {
  readonly at: number;
  readonly width: Width;
}

export interface CellsOptions {
  /** By address: the local to add to it. */
  readonly pointerOf?: (address: number) => Local | undefined;
  /** Whether what is read from elsewhere stays in locals: there are only so many registers. */
  readonly remember?: boolean;
}

export class Cells {
  readonly #body: Body;
  readonly #pointerOf: (address: number) => Local | undefined;
  readonly #remember: boolean;
  readonly #places = new Map<number, Place>();
  readonly #dirty = new Set<number>();
  readonly #lanes = new Map<string, Local>();
  readonly #splats = new Map<Local, Local>();
  /** What was read from memory, in order. */
  readonly loaded: LoadedCell[] = [];

  constructor(body: Body, { pointerOf = () => undefined, remember = true }: CellsOptions = {}) {
    this.#body = body;
    this.#pointerOf = pointerOf;
    this.#remember = remember;
  }

  /** A local with the numbers at `at` and after it. */
  pair(at: number): Local {
    const first = this.#places.get(at);
    const second = this.#places.get(at + numberBytes);
    if (first === undefined && second === undefined) return this.#load(at, 'v128');
    if (first !== undefined && second !== undefined) {
      if ('local' in first && 'local' in second) {
        if (first.local === second.local && first.lane === 0 && second.lane === 1) return first.local;
        if (first.lane !== undefined && second.lane !== undefined)
          return this.#body.shuffle(first.local, second.local, first.lane, second.lane);
      }
      if (follows(first, second)) {
        const local = this.#body.load('v128', first.pointer, first.offset);
        if (this.#remember) this.#place(at, local, 'v128');
        return local;
      }
    }
    return this.#body.pairOf(this.single(at), this.single(at + numberBytes));
  }

  /** A local with the number at `at`. */
  single(at: number): Local {
    const place = this.#places.get(at);
    if (place === undefined) return this.#load(at, 'f64');
    if ('pointer' in place) {
      const local = this.#body.load('f64', place.pointer, place.offset);
      if (this.#remember) this.#places.set(at, { local });
      return local;
    }
    if (place.lane === undefined) return place.local;
    const key = `${place.local} ${place.lane}`;
    const known = this.#lanes.get(key);
    if (known !== undefined) return known;
    this.#body.lane(place.local, place.lane);
    const local = this.#body.take('f64');
    this.#lanes.set(key, local);
    return local;
  }

  /** A pair of twice the number at `at`. */
  splat(at: number): Local {
    const single = this.single(at);
    const known = this.#splats.get(single);
    if (known !== undefined) return known;
    const local = this.#body.splat(single);
    this.#splats.set(single, local);
    return local;
  }

  write(at: number, width: Width, local: Local): void {
    this.#place(at, local, width);
    for (const address of addresses(at, width)) this.#dirty.add(address);
  }

  writeLane(at: number, local: Local, lane: 0 | 1): void {
    this.#places.set(at, { local, lane });
    this.#dirty.add(at);
  }

  /** What is now at `at` is what is at `pointer` + `offset` all along. */
  writeFrom(at: number, pointer: Local, offset: number): void {
    this.#places.set(at, { pointer, offset });
    this.#dirty.add(at);
  }

  /** Stores what is not in memory yet, of these addresses; afterwards it is, unless the code just branched off. */
  flush(wanted: (address: number) => boolean, branched = false): void {
    const here = [...this.#dirty].filter(wanted).sort((a, b) => a - b);
    const left = new Set(here);
    for (const at of here) {
      if (!left.delete(at)) continue;
      const first = this.#places.get(at)!;
      const second = left.has(at + numberBytes) ? this.#places.get(at + numberBytes) : undefined;
      const together = second !== undefined && (isPair(first, second) || follows(first, second));
      if (together) left.delete(at + numberBytes);
      this.#store(at, first, together ? 'v128' : 'f64');
    }
    if (!branched) for (const at of here) this.#dirty.delete(at);
  }

  /** Forgets what is known there: it was written in memory. */
  drop(written: (address: number) => boolean): void {
    for (const at of [...this.#places.keys()].filter(written)) {
      this.#places.delete(at);
      this.#dirty.delete(at);
    }
  }

  isDirty({ at, width }: LoadedCell): boolean {
    return addresses(at, width).some((address) => this.#dirty.has(address));
  }

  #load(at: number, width: Width): Local {
    const local = this.#body.load(width, this.#pointerOf(at), offsetOf(at));
    this.loaded.push({ at, width });
    this.#place(at, local, width);
    return local;
  }

  #place(at: number, local: Local, width: Width): void {
    if (width === 'f64') this.#places.set(at, { local });
    else {
      this.#places.set(at, { local, lane: 0 });
      this.#places.set(at + numberBytes, { local, lane: 1 });
    }
  }

  #store(at: number, place: Place, width: Width): void {
    const pointer = this.#pointerOf(at);
    if ('pointer' in place) {
      const local = this.#body.load(width, place.pointer, place.offset);
      this.#body.store(width, pointer, at, () => this.#body.get(local));
      return;
    }
    // The lane is not kept in a local: one that is set on a branch only would be taken for known after it.
    this.#body.store(width, pointer, at, () => {
      if (width === 'f64' && place.lane !== undefined) this.#body.lane(place.local, place.lane);
      else this.#body.get(place.local);
    });
  }
}

export function addresses(at: number, width: Width): number[] {
  return width === 'f64' ? [at] : [at, at + numberBytes];
}

function isPair(first: Place, second: Place): boolean {
  return (
    'local' in first &&
    'local' in second &&
    first.local === second.local &&
    first.lane === 0 &&
    second.lane === 1
  );
}

function follows(first: Place, second: Place): first is Extract<Place, { pointer: Local }> {
  return (
    'pointer' in first &&
    'pointer' in second &&
    first.pointer === second.pointer &&
    second.offset === first.offset + numberBytes
  );
}
