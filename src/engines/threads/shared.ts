/** Values that every thread needs once, written in shared memory as JSON rather than sent with every task. */
import { allocate, bytesAt } from '../../kernels/memory.js';
import type { Shared } from './messages.js';

export function share<Value>(memory: WebAssembly.Memory, value: Value): Shared<Value> {
  const text = new TextEncoder().encode(JSON.stringify(value));
  const address = allocate(memory, text.length);
  bytesAt(memory, address, text.length).set(text);
  return { address, length: text.length };
}

/** Reads what `share` wrote. */
export function unshare<Value>(memory: WebAssembly.Memory, { address, length }: Shared<Value>): Value {
  // A text decoder takes no shared bytes.
  return JSON.parse(new TextDecoder().decode(bytesAt(memory, address, length).slice()));
}
