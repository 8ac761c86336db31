/** Lets the event loop run during long work of one thread, so that signals and output are handled. */
import { setImmediate } from 'node:timers/promises';

/** Milliseconds of work after which the event loop runs. */
const longest = 20;

/** Yields to the event loop where it has not run for a while: to be called often, and awaited. */
export type YieldToEventLoop = () => Promise<void>;

export function startYielding(): YieldToEventLoop {
  let began = performance.now();
  return async () => {
    if (performance.now() - began < longest) return;
    await setImmediate();
    began = performance.now();
  };
}
