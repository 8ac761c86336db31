/** A pool whose workers can be held back, and which counts what is asked and answered. */
import { fileURLToPath } from 'node:url';
import type { AnswerOf, Kind, RequestOf } from '#chainrule/engines/threads/messages.js';
import { Threads } from '#chainrule/engines/threads/threads.js';

const worker = fileURLToPath(new URL('../../src/engines/threads/worker.cjs', import.meta.url));

export interface HoldPlan {
  readonly kind: 'decode' | 'decodedPass';
  /** Text in the batch, or the first number of the block, of the tasks that are held. */
  readonly marker: string;
  readonly throws?: boolean;
}

export class HeldThreads extends Threads {
  readonly asked = new Map<Kind, number>();
  readonly answered = new Map<Kind, number>();
  readonly #word: Int32Array;
  #waiting: { kind: Kind; count: number; of: ReadonlyMap<Kind, number>; resolve: () => void }[] = [];

  constructor(workers: number, plan: HoldPlan) {
    const word = new SharedArrayBuffer(4);
    super({
      workers,
      module: new URL('../engines/held-worker.cjs', import.meta.url),
      workerData: { worker, plan: { ...plan, word } },
    });
    this.#word = new Int32Array(word);
  }

  override async ask<K extends Kind>(
    kind: K,
    request: RequestOf<K>,
  ): Promise<{ answer: AnswerOf<K>; thread: number }> {
    this.#count(this.asked, kind);
    const reply = await super.ask(kind, request);
    this.#count(this.answered, kind);
    return reply;
  }

  /** Lets go of what is held. */
  release(): void {
    Atomics.store(this.#word, 0, 1);
    Atomics.notify(this.#word, 0);
  }

  /** Resolves when so many tasks of a kind have been asked, or answered. */
  until(what: 'asked' | 'answered', kind: Kind, count: number): Promise<void> {
    return new Promise((resolve) => {
      this.#waiting.push({ kind, count, of: this[what], resolve });
      this.#check();
    });
  }

  #count(counts: Map<Kind, number>, kind: Kind): void {
    counts.set(kind, (counts.get(kind) ?? 0) + 1);
    this.#check();
  }

  #check(): void {
    const reached = this.#waiting.filter(({ of, kind, count }) => (of.get(kind) ?? 0) >= count);
    this.#waiting = this.#waiting.filter((each) => !reached.includes(each));
    for (const { resolve } of reached) resolve();
  }
}
