/** Back-pressure: no more work is pulled than there are credits, and results keep the order of the work. */
import fc from 'fast-check';
import { from, lastValueFrom, toArray } from 'rxjs';
import { describe, expect, it } from 'vitest';
import { pullOnCredits, startInOrder } from '#chainrule/pipeline/credits.js';

/** A promise settled by hand. */
function deferred<T>() {
  let resolve: (value: T) => void = () => undefined;
  let reject: (error: unknown) => void = () => undefined;
  const promise = new Promise<T>((yes, no) => {
    resolve = yes;
    reject = no;
  });
  return { promise, resolve, reject };
}

/** Lets all that can happen by itself happen. */
async function settle(): Promise<void> {
  for (let turn = 0; turn < 50; turn++) await Promise.resolve();
}

/** Work 0 … count − 1 whose ends are in the hands of the test; `log` is the diagram of what happened. */
function workOf(count: number, credits: number) {
  const log: string[] = [];
  const runs = Array.from({ length: count }, () => deferred<string>());
  let pulled = 0;
  let pulling = 0;
  const results$ = pullOnCredits(
    async () => {
      expect(++pulling, 'one call of next at a time').toBe(1);
      await Promise.resolve();
      pulling--;
      return pulled < count ? pulled++ : undefined;
    },
    (work) => {
      log.push(`start ${work}`);
      return runs[work]?.promise ?? Promise.reject(new Error('no such work'));
    },
    credits,
  );
  const subscription = results$.subscribe({
    next: (result) => log.push(result),
    error: (error: Error) => log.push(error.message),
    complete: () => log.push('end'),
  });
  return { log, runs, subscription, pulled: () => pulled };
}

describe('pulling on credits', () => {
  it('pulls as many as there are credits, and one more for each result that is taken', async () => {
    const { log, runs, pulled } = workOf(5, 2);
    await settle();
    expect(log).toEqual(['start 0', 'start 1']);
    // The second is done first: its result waits for its turn, and so does its credit.
    runs[1]?.resolve('b');
    await settle();
    expect(log).toEqual(['start 0', 'start 1']);
    expect(pulled()).toBe(2);
    runs[0]?.resolve('a');
    await settle();
    expect(log.slice(2)).toEqual(['a', 'b', 'start 2', 'start 3']);
    for (const [i, run] of runs.entries()) run.resolve('abcde'[i] ?? '');
    await settle();
    expect(log.slice(6)).toEqual(['c', 'd', 'start 4', 'e', 'end']);
  });

  it('gives the first error in the order of the work, whichever comes first', async () => {
    const { log, runs } = workOf(5, 3);
    await settle();
    runs[2]?.reject(new Error('late in the file'));
    runs[1]?.reject(new Error('early in the file'));
    await settle();
    expect(log).toEqual(['start 0', 'start 1', 'start 2']);
    runs[0]?.resolve('a');
    await settle();
    expect(log.slice(3, 5)).toEqual(['a', 'early in the file']);
    expect(log).not.toContain('late in the file');
  });

  it('gives an error of the source behind the results of the work before it', async () => {
    const first = deferred<string>();
    const log: string[] = [];
    let calls = 0;
    pullOnCredits(
      async () => {
        if (calls++ > 0) throw new Error('cannot read on');
        return 0;
      },
      () => first.promise,
      4,
    ).subscribe({ next: (result) => log.push(result), error: (error: Error) => log.push(error.message) });
    await settle();
    expect(log).toEqual([]);
    first.resolve('a');
    await settle();
    expect(log).toEqual(['a', 'cannot read on']);
  });

  it('pulls no more once nobody listens', async () => {
    const { runs, subscription, pulled, log } = workOf(9, 2);
    await settle();
    subscription.unsubscribe();
    runs[0]?.resolve('a');
    runs[1]?.reject(new Error('nobody hears this'));
    await settle();
    expect(pulled()).toBe(2);
    expect(log).toEqual(['start 0', 'start 1']);
  });

  it('pulls nothing before somebody listens', () => {
    let calls = 0;
    pullOnCredits(
      async () => calls++,
      async (work) => work,
      3,
    );
    expect(calls).toBe(0);
  });

  it('ends at once where there is no work', async () => {
    const { log } = workOf(0, 3);
    await settle();
    expect(log).toEqual(['end']);
  });

  it('holds for any order in which the work ends', async () => {
    const property = fc.asyncProperty(
      fc.integer({ min: 1, max: 12 }),
      fc.integer({ min: 1, max: 5 }),
      fc.infiniteStream(fc.nat()),
      async (count, credits, choices) => {
        let next = 0;
        let ahead = 0;
        let most = 0;
        const open: (() => void)[] = [];
        const results: number[] = [];
        const done = new Promise<void>((resolve, reject) => {
          pullOnCredits(
            async () => (next < count ? next++ : undefined),
            (work) => {
              most = Math.max(most, ++ahead);
              return new Promise<number>((end) => open.push(() => end(work)));
            },
            credits,
          ).subscribe({
            next: (result) => {
              ahead--;
              results.push(result);
            },
            error: reject,
            complete: resolve,
          });
        });
        while (results.length < count) {
          await settle();
          const at = (choices.next().value ?? 0) % Math.max(1, open.length);
          for (const end of open.splice(at, 1)) end();
        }
        await done;
        expect(results).toEqual([...Array(count).keys()]);
        expect(most).toBe(Math.min(credits, count));
      },
    );
    await fc.assert(property, { numRuns: 60, seed: 1 });
  });
});

describe('starting in order', () => {
  it('starts all work at once and gives the results in its order', async () => {
    const ends = [deferred<string>(), deferred<string>(), deferred<string>()];
    const started: number[] = [];
    const all = lastValueFrom(
      from([0, 1, 2]).pipe(
        startInOrder((work) => {
          started.push(work);
          return ends[work]?.promise ?? Promise.reject(new Error('no such work'));
        }),
        toArray(),
      ),
    );
    expect(started).toEqual([0, 1, 2]);
    for (const work of [2, 0, 1]) ends[work]?.resolve(`result ${work}`);
    expect(await all).toEqual(['result 0', 'result 1', 'result 2']);
  });

  it('leaves no rejection behind that nobody handles', async () => {
    const all = lastValueFrom(
      from([0, 1, 2]).pipe(startInOrder(async (work) => Promise.reject(new Error(`error ${work}`)))),
    );
    await expect(all).rejects.toThrow('error 0');
  });
});
