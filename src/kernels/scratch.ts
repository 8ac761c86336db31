/** Arrays that one thread uses again and again, each under a name; they grow as needed and are never cleared. */
import type { Workspace } from './workspace.js';

export class Scratch {
  readonly #workspace: Workspace;
  readonly #floats = new Map<string, Float64Array>();
  readonly #indices = new Map<string, Uint32Array>();

  constructor(workspace: Workspace) {
    this.#workspace = workspace;
  }

  /** At least `length` numbers, whatever they are. */
  floats(name: string, length: number): Float64Array {
    return reused(this.#floats, name, length, this.#workspace.allocate);
  }

  indices(name: string, length: number): Uint32Array {
    return reused(this.#indices, name, length, this.#workspace.allocateIndices);
  }
}

function reused<Numbers extends { readonly length: number }>(
  kept: Map<string, Numbers>,
  name: string,
  length: number,
  allocate: (length: number) => Numbers,
): Numbers {
  const known = kept.get(name);
  if (known !== undefined && known.length >= length) return known;
  // The old array is lost, so the new one is larger than needed: pages that are never written cost nothing.
  const larger = allocate(2 ** Math.ceil(Math.log2(Math.max(1, length))));
  kept.set(name, larger);
  return larger;
}
