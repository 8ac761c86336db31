/** Turns for others in long work of one thread, so that signals and output are heeded. */
import { setImmediate } from 'node:timers/promises';

/** Milliseconds of work after which others have their turn. */
const longest = 20;

export class Turns {
  #began = performance.now();

  /** To be called often, and awaited. */
  async next(): Promise<void> {
    if (performance.now() - this.#began < longest) return;
    await setImmediate();
    this.#began = performance.now();
  }
}
