/** Kernels that a compiled trace calls as they are: too large to be written out, and slow enough not to mind a call. */
import type { Call, MapCall } from './call.js';
import type { Imported } from './module.js';

/** All but those that are always written out. */
export type Imports = Exclude<Call, MapCall>;

/** An argument: an integer, or the float64 of a factor. */
export type Argument = number | { readonly factor: number };

/** In the order of the kernels' exports; the first of `gather`, where the indices stand, is left to the caller. */
export function argumentsOf(call: Imports): Argument[] {
  switch (call.kernel) {
    case 'gather':
      return [call.source, call.out, call.rows, call.size];
    case 'affineForward':
      return [call.M, call.x, call.c, call.out, call.rows, call.n, call.p];
    case 'affineBackward': {
      const { dOut, M, x, dM, dx, dc, rows, n, p } = call;
      return [dOut, M, x, dM, dx, dc, rows, n, p];
    }
    case 'spread':
      return [call.source, call.out, call.rows, call.size];
    case 'sumRows':
      return [call.a, call.rows, call.size, call.out];
    case 'rowProducts':
    case 'scaleRows':
      return [{ factor: call.factor }, call.a, call.b, call.out, call.rows, call.p];
    case 'finite':
      return [call.a, call.count];
    case 'descend':
    case 'average':
      return [call.to, call.from, call.by, call.count];
    case 'tick':
      return [call.clock];
    case 'repeatRows':
    case 'sumGroups':
      return [call.a, call.out, call.rows, call.n, call.p];
  }
}

export function importOf(call: Imports): Imported {
  const floats = argumentsOf(call).map((argument) => typeof argument !== 'number');
  return {
    name: call.kernel,
    floats: call.kernel === 'gather' ? [false, ...floats] : floats,
    result: call.kernel === 'finite' || call.kernel === 'descend',
  };
}
