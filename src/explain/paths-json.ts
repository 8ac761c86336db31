/** The paths of one partial as JSON for machines; an explanation is JSON as it stands. */
import type { Paths } from './paths.js';

/** `count` as a number where that is exact, else as a string of digits. */
export function pathsJson(paths: Paths): Omit<Paths, 'count'> & { readonly count: number | string } {
  const { count } = paths;
  return { ...paths, count: count <= BigInt(Number.MAX_SAFE_INTEGER) ? Number(count) : String(count) };
}
