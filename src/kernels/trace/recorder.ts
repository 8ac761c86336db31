/**
 * Writes kernel calls down as a trace that WebAssembly plays by itself: a step of a small minibatch costs less than the
 * calls it takes to ask for it.
 *
 * Every bit is that of the kernels called one by one. Arrays must lie in the memory.
 */
import { identity } from '../../expression/arithmetic.js';
import type { Code } from '../../expression/code.js';
import { exportsOver } from '../kernel-module.js';
import type { Recorder, Trace } from '../kernels.js';
import { addressIn, addressOf, nothingAt, type Placed } from '../memory.js';
import type { Call } from './call.js';
import { compileTrace } from './compile.js';
import { movingAddress, movingIndex, placesIn } from './moving.js';
import { numberBytes, type Region, region } from './operands.js';

const indexBytes = 4;
/** The code grows with the calls; where there are more, a step takes so long that its calls do not count. */
const mostCompiled = 1024;

type Somewhere = (Float64Array & Placed) | undefined;
/** Plays steps whose indices stand at an address, `stride` bytes apart; returns how many went to their end. */
type Play = (indices: number, stride: number, steps: number) => number;

/** One for each thread and memory. */
export function recorderOver(memory: WebAssembly.Memory): Recorder<Float64Array> {
  let calls: Call[] = [];
  let complete = true;
  let moving = 0;
  const at = (array: Somewhere, from = 0): number => {
    if (array === undefined) return 0;
    if (array.memory === memory && array.address !== undefined) return array.address + from * numberBytes;
    complete = false;
    return 0;
  };
  const write = (call: Call): void => {
    calls.push(call);
  };
  const map = (code: Code, inputs: number[], outputs: number[], count: number, shared: number[] = []): void =>
    write({ kernel: 'map', code, inputs, shared, outputs, count });
  return {
    affineForward: (M, x, from, c, out, rows, n, p) =>
      write({ kernel: 'affineForward', M: at(M), x: at(x, from), c: at(c), out: at(out), rows, n, p }),
    affineBackward(dOut, M, x, from, dM, dx, dc, rows, n, p) {
      const partials = { dM: at(dM), dx: at(dx), dc: at(dc) };
      write({ kernel: 'affineBackward', dOut: at(dOut), M: at(M), x: at(x, from), ...partials, rows, n, p });
    },
    map: (code, inputs, outputs, count, shared = []) =>
      map(
        code,
        inputs.map((x) => at(x)),
        outputs.map((x) => at(x)),
        count,
        shared.map((x) => at(x)),
      ),
    copy: (a, from, out, count) => map(identity, [at(a, from)], [at(out)], count),
    spread: (source, out, rows, size) =>
      write({ kernel: 'spread', source: at(source), out: at(out), rows, size }),
    sumRows: (a, out, rows, size) => write({ kernel: 'sumRows', a: at(a), out: at(out), rows, size }),
    rowProducts: (factor, a, b, out, rows, p) =>
      write({ kernel: 'rowProducts', factor, a: at(a), b: at(b), out: at(out), rows, p }),
    scaleRows: (factor, a, b, out, rows, p) =>
      write({ kernel: 'scaleRows', factor, a: at(a), b: at(b), out: at(out), rows, p }),
    repeatRows: (a, out, rows, n, p) => write({ kernel: 'repeatRows', a: at(a), out: at(out), rows, n, p }),
    sumGroups: (a, out, rows, n, p) => write({ kernel: 'sumGroups', a: at(a), out: at(out), rows, n, p }),
    maxGroups: (a, out, rows, n, p) => write({ kernel: 'maxGroups', a: at(a), out: at(out), rows, n, p }),
    copyColumns(a, from, aSize, out, to, outSize, rows, size) {
      const places = { a: at(a, from), aSize, out: at(out, to), outSize };
      write({ kernel: 'copyColumns', ...places, rows, size });
    },
    // Which indices they are is said when the trace is played.
    gather(_, from, source, out, rows, size) {
      const places = { source: at(source), length: source.length, out: at(out) };
      write({ kernel: 'gather', from, ...places, rows, size });
    },
    finite(a, count) {
      write({ kernel: 'finite', a: at(a), count });
      return true;
    },
    trace(kept) {
      const regions = kept.map((array) => region(at(array), array.length));
      const possible = complete && calls.length <= mostCompiled;
      const trace = possible ? traceOf(memory, { calls, kept: regions, moving }) : undefined;
      calls = [];
      complete = true;
      moving = 0;
      return trace;
    },
    moving: () => nothingAt(memory, movingAddress(moving++)),
  };
}

interface Recorded {
  readonly calls: readonly Call[];
  readonly kept: readonly Region[];
  /** How many moving arrays there are. */
  readonly moving: number;
}

function traceOf(memory: WebAssembly.Memory, { calls, kept, moving }: Recorded): Trace {
  const places = placesIn(memory, moving);
  const run = compiled(memory, compileTrace(calls, kept, places.address));
  return {
    play: (indices: Uint32Array & Placed, from, stride, steps) =>
      run(addressIn(memory, indices) + from * indexBytes, stride * indexBytes, steps),
    move(array: Float64Array & Placed, to, from) {
      const address = addressOf(memory, to);
      if (address < 0) return false;
      places.words[movingIndex(addressIn(memory, array))] = address + from * numberBytes;
      return true;
    },
  };
}

function compiled(memory: WebAssembly.Memory, bytes: Uint8Array<ArrayBuffer>): Play {
  const module = new WebAssembly.Module(bytes);
  const imports = { env: { memory }, kernels: { ...exportsOver(memory) } };
  return new WebAssembly.Instance<{ play: Play }>(module, imports).exports.play;
}
