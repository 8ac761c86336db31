/** Kernels that a compiled trace calls as they are: too large to be written out, and slow enough not to mind a call. */
import type { Call, MapCall } from './call.js';
import type { Imported } from './trace-module.js';

/** All but those that are always written out. */
export type Imports = Exclude<Call, MapCall>;

/** An argument: an integer, or the float64 of a factor. */
export type Argument = number | { readonly factor: number };

/**
 * A call has its arguments in the order of the kernel's export; the first of `gather`, where the indices stand, is left to
 * the caller, with what is not an argument.
 */
export function argumentsOf({ kernel: _, ...call }: Imports): Argument[] {
  const { from: _from, length: _length, ...args }: Readonly<Record<string, number>> = call;
  return Object.entries(args).map(([name, value]) => (name === 'factor' ? { factor: value } : value));
}

export function importOf(call: Imports): Imported {
  const floats = argumentsOf(call).map((argument) => typeof argument !== 'number');
  return {
    name: call.kernel,
    floats: call.kernel === 'gather' ? [false, ...floats] : floats,
    result: call.kernel === 'finite',
  };
}
