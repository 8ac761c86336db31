/** How much address space the process may still take, where the system limits it (ulimit -v). */
import { readFileSync } from 'node:fs';

/** Of each thread, and of the main thread: V8 reserves 512 MB for code, and its heap and stack come on top. */
const threadBytes = 650 * 2 ** 20;

/** The flag of Node without which V8 reserves 10 GB for every memory of WebAssembly. */
export const noTrapHandler = '--disable-wasm-trap-handler';

/** With so much address space a memory and many threads fit whatever V8 reserves. */
const plenty = 40 * 2 ** 30;

/** Whether so little can be taken that V8 should not reserve more than needed. Known on Linux only. */
export function isLimited(): boolean {
  return unusedAddressSpace() < plenty;
}

/** Bytes left for a memory beside so many threads; Infinity where V8 reserves them anyway, or there is no limit. */
export function addressSpaceLeft(threads: number): number {
  if (!process.execArgv.includes(noTrapHandler)) return Infinity;
  return unusedAddressSpace() - (threads + 1) * threadBytes;
}

function unusedAddressSpace(): number {
  if (process.platform !== 'linux') return Infinity;
  const limit = /^Max address space +(\d+)/m.exec(readFileSync('/proc/self/limits', 'latin1'))?.[1];
  if (limit === undefined) return Infinity;
  const [pages = ''] = readFileSync('/proc/self/statm', 'latin1').split(' ');
  return Number(limit) - Number(pages) * 4096;
}
