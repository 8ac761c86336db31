/** Decodes whole files in this thread, chunk by chunk: chunks as they are read, and the rows in them. */
import { type Chunk, ChunkReader } from '#chainrule/data/chunks.js';
import { type Columns, chooseColumns, type FeatureChoice } from '#chainrule/data/columns.js';
import { decodeChunk, mostRows } from '#chainrule/data/decode.js';
import { readHeader } from '#chainrule/data/header.js';

interface PlainBuffer {
  readonly bytes: Uint8Array;
}

/** All chunks of files; each with a copy of its bytes, as buffers are dirty and used again. */
export async function readChunks(paths: readonly string[], bytes: number) {
  const free: PlainBuffer[] = [];
  const reader = new ChunkReader<PlainBuffer>(paths, {
    take: (least) => {
      const at = free.findIndex((buffer) => buffer.bytes.length >= least);
      return free.splice(at, at < 0 ? 0 : 1)[0] ?? { bytes: new Uint8Array(least).fill(0x22) };
    },
    release: (buffer) => free.push(buffer),
  });
  const chunks: (Pick<Chunk<PlainBuffer>, 'file' | 'first' | 'fault'> & { readonly bytes: Uint8Array })[] =
    [];
  for (;;) {
    const chunk = await reader.next(bytes);
    if (chunk === undefined) break;
    const { file, first, buffer, length, fault } = chunk;
    chunks.push({ file, first, bytes: buffer.bytes.slice(0, length), ...(fault && { fault }) });
    free.push(buffer);
    if (fault !== undefined) break;
  }
  await reader.close();
  return { chunks, files: reader.files };
}

export async function decodeFiles(
  paths: readonly string[],
  bytes: number,
  target: string,
  choice: FeatureChoice = {},
): Promise<number[][]> {
  const { chunks } = await readChunks(paths, bytes);
  const rows: number[][] = [];
  let columns: Columns | undefined;
  for (const chunk of chunks) {
    let part = chunk.bytes;
    if (chunk.first) {
      const header = readHeader(part, paths[chunk.file] ?? '');
      columns ??= chooseColumns('header', header.fields, target, choice);
      part = part.subarray(header.length);
    }
    if (columns === undefined) throw new Error('a chunk before the header');
    const out = new Float64Array(mostRows(part.length, part.length, columns) * columns.width);
    const { rows: count, fault } = decodeChunk(part, columns, out);
    if (fault !== undefined) throw new Error(`${fault.line}:${fault.column}: ${fault.text}`);
    for (let row = 0; row < count; row++)
      rows.push([...out.subarray(row * columns.width, (row + 1) * columns.width)]);
  }
  return rows;
}
