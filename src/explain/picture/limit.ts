/** How large a graph may be for a picture that a person can read and a layout can be found for. */
import { UsageError } from '../../errors.js';
import type { Picture } from './picture.js';

/** Throws a `UsageError` that says what to do instead. */
export function refuseAbove(limit: number, format: string, { nodes, edges }: Picture): void {
  const size = nodes.length + edges.length;
  if (size <= limit) return;
  throw new UsageError(
    'PICTURE_TOO_LARGE',
    `the graph has ${nodes.length} nodes and ${edges.length} edges, too many to draw as ${format} ` +
      `(at most ${limit} together); use --format json, or --around NODE for a part of it`,
  );
}
