/** Decodes whole files in this thread, batch by batch, from sources as they are opened for training. */
import { type Columns, chooseColumns, type FeatureChoice } from '#chainrule/data/columns.js';
import { BatchDecoder, type BatchFacts } from '#chainrule/data/decode-batch.js';
import { openSource } from '#chainrule/data/sources/open-source.js';
import type { Batch, Source } from '#chainrule/data/sources/source.js';
import { wasmDecode } from '#chainrule/kernels/decode-kernel.js';
import { allocate, createMemory, float64At } from '#chainrule/kernels/memory.js';

const memory = createMemory();
const decoder = new BatchDecoder(memory);
const [room, most] = [allocate(memory, 8 << 20), 1 << 20];

export interface DecodedBatches {
  readonly rows: number[][];
  readonly facts: BatchFacts[];
  readonly batches: Batch[];
  /** How often a batch was decoded by a wrong guess of quotes. */
  readonly wrongGuesses: number;
}

/** All batches of a source; stops at the first fault. */
export async function decodeSource(
  source: Source,
  target: string,
  choice: FeatureChoice = {},
): Promise<DecodedBatches> {
  const columns: Columns = chooseColumns('header', source.header.fields, target, choice);
  const open = { layout: columns, fast: wasmDecode(memory, { ...columns, delimiter: 0x2c }) };
  const { width } = columns;
  source.read?.(columns);
  const out = float64At(memory, room, most);
  const decode = (batch: Batch, insideQuotes?: boolean) =>
    decoder.decode(batch, insideQuotes, open, (length) => {
      if (length > most) throw new RangeError(`room for ${length} numbers was asked for`);
      return float64At(memory, room, length);
    });
  const all = { rows: [] as number[][], facts: [] as BatchFacts[], batches: [] as Batch[], wrongGuesses: 0 };
  let insideQuotes = false;
  for (let batch = await source.next(); batch !== undefined; batch = await source.next()) {
    let facts = decode(batch);
    if (facts.insideQuotes !== insideQuotes) {
      all.wrongGuesses++;
      facts = decode(batch, insideQuotes);
    }
    insideQuotes = insideQuotes !== facts.oddQuotes;
    all.batches.push(batch);
    all.facts.push(facts);
    if (facts.fault !== undefined) break;
    for (let row = 0; row < facts.rows; row++) all.rows.push([...out.slice(row * width, (row + 1) * width)]);
  }
  return all;
}

/** The rows of files, one file after the other; throws the first fault. */
export async function decodeFiles(
  paths: readonly string[],
  bytes: number,
  target: string,
  choice: FeatureChoice = {},
): Promise<number[][]> {
  const rows: number[][] = [];
  for (const path of paths) {
    const source = await openSource(path, bytes);
    try {
      const decoded = await decodeSource(source, target, choice);
      const fault = decoded.facts.at(-1)?.fault;
      if (fault !== undefined) throw new Error(`${fault.line}:${fault.column}: ${fault.text}`);
      rows.push(...decoded.rows);
    } finally {
      await source.close();
    }
  }
  return rows;
}
