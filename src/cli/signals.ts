/** Signals keep their default action, except while a file is written. */
import { constants } from 'node:os';
import { setImmediate } from 'node:timers/promises';

const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/**
 * Runs `act`, which must not wait; a signal that arrives meanwhile ends the process after it. At all other times signals have their
 * default action: they end the process at once, also where this thread is busy or another one waits for a pipe.
 */
export async function holdingSignals<Result>(act: () => Result): Promise<Result> {
  let arrived: NodeJS.Signals | undefined;
  const note = (signal: NodeJS.Signals) => {
    arrived ??= signal;
  };
  for (const signal of signals) process.on(signal, note);
  try {
    return act();
  } finally {
    // The event loop reports signals when it polls: between two immediates.
    await setImmediate();
    await setImmediate();
    for (const signal of signals) process.off(signal, note);
    if (arrived !== undefined) process.kill(process.pid, arrived);
  }
}

/**
 * Calls `act` before a signal ends the process, for the last line of the output; this thread must not be busy then. Returns what
 * undoes it.
 */
export function beforeSignals(act: (signal: NodeJS.Signals, exitStatus: number) => void): () => void {
  const release = () => {
    for (const signal of signals) process.off(signal, onSignal);
  };
  const onSignal = (signal: (typeof signals)[number]) => {
    act(signal, 128 + constants.signals[signal]);
    release();
    // An exit would wait for reads that wait for a terminal.
    process.kill(process.pid, signal);
  };
  for (const signal of signals) process.on(signal, onSignal);
  return release;
}
