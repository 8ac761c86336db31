/**
 * Back-pressure for RxJS, which has none: work is pulled on credits, so at most so many pieces of it are ahead.
 *
 * Results come in the order of the work, however long each takes; so does the first error.
 */
import {
  concatMap,
  dematerialize,
  from,
  map,
  materialize,
  Observable,
  type OperatorFunction,
  Subject,
  startWith,
  takeWhile,
  tap,
} from 'rxjs';

type Outcome<Result> = { readonly result: Result } | { readonly error: unknown };

/**
 * Pulls work with `next` until it gives undefined, one call at a time, and starts `run` on each piece at once. At most
 * `credits` pieces are pulled whose results have not been taken.
 */
export function pullOnCredits<Work, Result>(
  next: () => Promise<Work | undefined>,
  run: (work: Work) => Promise<Result>,
  credits: number,
): Observable<Result> {
  return new Observable((subscriber) => {
    const credit = new Subject<void>();
    const initial = Array.from({ length: credits }, () => undefined);
    return credit
      .pipe(
        startWith(...initial),
        concatMap(() => settled(next())),
        takeWhile((pulled) => 'error' in pulled || pulled.result !== undefined),
        startInOrder(async (pulled) => {
          const work = take(pulled);
          if (work === undefined) throw new Error('the end of the work was taken for work');
          return run(work);
        }),
        tap(() => queueMicrotask(() => credit.next())),
      )
      .subscribe(subscriber);
  });
}

/** Starts each piece of work as it comes, all at the same time, and gives the results in order. */
export function startInOrder<Work, Result>(
  run: (work: Work) => Promise<Result>,
): OperatorFunction<Work, Result> {
  return (work$) =>
    work$.pipe(
      // Started here, waited for below. An error is held as a value until its turn comes.
      map((work) => settled(run(work))),
      concatMap((outcome) => from(outcome)),
      map(take),
    );
}

/** Runs one after the other on each value; an error that follows a value waits until `run` is done with it. */
export function oneByOne<Value, Result>(
  run: (value: Value) => Promise<Result>,
): OperatorFunction<Value, Result> {
  return (values$) =>
    values$.pipe(
      materialize(),
      concatMap(async (each) =>
        each.kind === 'N' ? ({ kind: 'N', value: await run(each.value) } as const) : each,
      ),
      dematerialize(),
    );
}

async function settled<Result>(promise: Promise<Result>): Promise<Outcome<Result>> {
  try {
    return { result: await promise };
  } catch (error) {
    return { error };
  }
}

function take<Result>(outcome: Outcome<Result>): Result {
  if ('error' in outcome) throw outcome.error;
  return outcome.result;
}
