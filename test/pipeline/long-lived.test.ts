/** A process that trains many times uses its memories again, and none of a run shows in the next. */
import { lastValueFrom } from 'rxjs';
import { expect, it, vi } from 'vitest';
import { train } from '#chainrule/pipeline/train-model.js';
import { linearExamples } from '../support/examples.js';
import { temporaryFolder } from '../support/folder.js';
import { csv } from '../support/training.js';

const folder = temporaryFolder();

function dataOf(rows: number): string {
  const { xs, ys } = linearExamples(rows, 2);
  const lines = [...ys].map((y, row) => [...xs.subarray(row * 2, row * 2 + 2), y]);
  return folder.write(`${rows}.csv`, csv(['a', 'b', 'y'], lines));
}

it('trains again and again in one memory', async () => {
  const data = [dataOf(5000), dataOf(300), dataOf(2000)];
  const { Memory } = WebAssembly;
  let created = 0;
  // A class: it is called with `new`, and a thread takes its instances as memories.
  const spy = vi.spyOn(WebAssembly, 'Memory').mockImplementation(
    class extends Memory {
      constructor(descriptor: ConstructorParameters<typeof Memory>[0]) {
        created++;
        super(descriptor);
        Object.setPrototypeOf(this, Memory.prototype);
      }
    },
  );
  const fingerprints = new Map<string, Set<string>>();
  try {
    for (let run = 0; run < 24; run++) {
      const path = data[run % data.length]!;
      const workers = run % 8 === 0 ? 2 : 'auto';
      const config = { model: 'ridge', target: 'y', l2Reg: 0.1, workers, sgd: { epochs: 2 } } as const;
      const last = await lastValueFrom(train({ config, data: path, mayBlock: true }));
      if (last.type !== 'finished') throw new Error(`the run ended with ${last.type}`);
      const known = fingerprints.get(path) ?? new Set();
      fingerprints.set(path, known.add(last.model.fingerprint));
    }
  } finally {
    spy.mockRestore();
  }
  expect(created).toBe(1);
  expect([...fingerprints.values()].map((known) => known.size)).toEqual([1, 1, 1]);
});
