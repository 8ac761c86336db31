/** Where a chunk of CSV may be cut: after a line feed outside quotes. */

import { exportsOver } from './kernel-module.js';
import { addressIn, allocate } from './memory.js';

export interface Scanned {
  /** The position after the last line feed outside quotes, or −1. */
  readonly border: number;
  /** Whether the end lies inside quotes. */
  readonly insideQuotes: boolean;
  /** Line feeds, inside quotes as well. */
  readonly lineBreaks: number;
}

/** Scans bytes [from, end); `insideQuotes` says where `from` lies. Quotes alternate: a doubled one changes nothing. */
export type Scan = (bytes: Uint8Array, from: number, end: number, insideQuotes: boolean) => Scanned;

/** A scanner for one thread, of bytes in this memory. */
export function wasmScan(memory: WebAssembly.Memory): Scan {
  const { scan } = exportsOver(memory);
  const resultAt = allocate(memory, 3 * 4);
  const result = new Int32Array(memory.buffer, resultAt, 3);
  return (bytes, from, end, insideQuotes) => {
    scan(addressIn(memory, bytes), from, end, Number(insideQuotes), resultAt);
    return { border: result[0]!, insideQuotes: result[1] === 1, lineBreaks: result[2]! };
  };
}
