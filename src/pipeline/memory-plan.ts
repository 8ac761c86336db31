/** How much memory rows may take, and whether a file is needed for more. Never changes a result. */
import { tmpdir } from 'node:os';
import type { Config } from '../config/check-config.js';
import { bytesOfSize } from '../config/size.js';
import type { PoolOptions } from '../engines/threads/pool.js';

/** Of the memory, buffers that rows pass through on their way take up to a quarter, and so many bytes at the most. */
const mostForBuffers = 64 * 2 ** 20;

/** A cell of one digit and its comma, 2 bytes, become 8; rows lie there twice, as read and as trained on. */
const mostPerByte = 8;

/** So much is there for rows, whatever the buffers take. */
const alwaysThere = 2 ** 30;

/** For so many bytes of input, which may be unknown (Infinity). */
export function planMemory(
  { memory, solver }: Pick<Config, 'memory' | 'solver'>,
  bytes: number,
): PoolOptions {
  const wanted = (memory === 'auto' ? undefined : bytesOfSize(memory)) ?? process.availableMemory() / 2;
  const budget = wanted - Math.min(wanted / 4, mostForBuffers);
  const fits = bytes * mostPerByte <= Math.min(budget, alwaysThere);
  const exact = solver === 'exact' ? 'always' : 'affordable';
  return { budget, spillFolder: fits ? undefined : tmpdir(), inputBytes: bytes, exact };
}
