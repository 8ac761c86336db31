/**
 * Under a limit of address space (ulimit -v), as clusters set it, V8 cannot reserve the 10 GB that it takes for a memory
 * of WebAssembly. The command then runs itself again with the flag of Node that lets it do with less: what it computes
 * is the same, bit for bit.
 */
import { spawn } from 'node:child_process';
import { constants } from 'node:os';
import { isLimited, noTrapHandler } from '../kernels/address-space.js';

/** Whether this process might not have a memory, but one with the flag may. */
export function needsRerun(): boolean {
  return !process.execArgv.includes(noTrapHandler) && isLimited();
}

const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/** Runs this command again, with the same input and output, and ends as it does. */
export async function rerun(): Promise<void> {
  const args = [...process.execArgv, noTrapHandler, ...process.argv.slice(1)];
  const child = spawn(process.execPath, args, { stdio: 'inherit' });
  const pass = (signal: NodeJS.Signals) => child.kill(signal);
  for (const signal of signals) process.on(signal, pass);
  await new Promise<void>((resolve, reject) => {
    child.on('error', reject);
    child.on('exit', (status, signal) => {
      process.exitCode = signal === null ? (status ?? 1) : 128 + constants.signals[signal];
      resolve();
    });
  });
  for (const signal of signals) process.off(signal, pass);
}
