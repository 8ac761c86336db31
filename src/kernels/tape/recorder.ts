/**
 * Writes kernel calls down as a tape that WebAssembly plays by itself: a step of a small minibatch costs less than the
 * calls it takes to ask for it. A tape is interpreted at first, and compiled when it has been played for long enough to
 * make up for the time that takes.
 *
 * Every bit is that of the kernels called one by one. Arrays must lie in the memory.
 */
import type { Recorder, Tape } from '../kernels.js';
import { addressIn, addressOf, nothingAt, type Placed } from '../memory.js';
import { exportsOver } from '../module.js';
import type { Call, Elementwise } from './call.js';
import { compileTape } from './compile.js';
import { interpreted, type Play } from './interpret.js';
import { movingAddress, movingIndex, placesIn } from './moving.js';
import { numberBytes, type Region, region, regionsOf } from './operands.js';

const indexBytes = 4;
/** So much work that interpreting it takes longer than compiling: some milliseconds. */
const worthCompiling = 1 << 19;
/** The code grows with the calls; where there are more, a step takes so long that its calls do not count. */
const mostCompiled = 128;

type Somewhere = (Float64Array & Placed) | undefined;

export function recorderOver(memory: WebAssembly.Memory, compileFrom = worthCompiling): Recorder {
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
  return {
    affineForward: (M, x, from, c, out, rows, n, p) =>
      write({ kernel: 'affineForward', M: at(M), x: at(x, from), c: at(c), out: at(out), rows, n, p }),
    affineBackward(dOut, M, x, from, dM, dx, dc, rows, n, p) {
      const partials = { dM: at(dM), dx: at(dx), dc: at(dc) };
      write({ kernel: 'affineBackward', dOut: at(dOut), M: at(M), x: at(x, from), ...partials, rows, n, p });
    },
    add: (a, b, out, count) => write({ kernel: 'add', factor: 1, a: at(a), b: at(b), out: at(out), count }),
    subtract: (a, b, out, count) =>
      write({ kernel: 'subtract', factor: 1, a: at(a), b: at(b), out: at(out), count }),
    multiply: (a, b, out, count) =>
      write({ kernel: 'multiply', factor: 1, a: at(a), b: at(b), out: at(out), count }),
    scale: (factor, a, out, count) => write(scaled(factor, { a: at(a), out: at(out), count })),
    scaledProduct: (factor, a, b, out, count) =>
      write({ kernel: 'scaledProduct', factor, a: at(a), b: at(b), out: at(out), count }),
    copy: (a, from, out, count) =>
      write({ kernel: 'copy', factor: 1, a: at(a, from), b: 0, out: at(out), count }),
    spread: (source, out, rows, size) =>
      write({ kernel: 'spread', source: at(source), out: at(out), rows, size }),
    sumRows: (a, out, rows, size) => write({ kernel: 'sumRows', a: at(a), out: at(out), rows, size }),
    rowProducts: (factor, a, b, out, rows, p) =>
      write({ kernel: 'rowProducts', factor, a: at(a), b: at(b), out: at(out), rows, p }),
    scaleRows: (factor, a, b, out, rows, p) =>
      write({ kernel: 'scaleRows', factor, a: at(a), b: at(b), out: at(out), rows, p }),
    // Which indices they are is said when the tape is played.
    gather(_, from, source, out, rows, size) {
      const places = { source: at(source), length: source.length, out: at(out) };
      write({ kernel: 'gather', from, ...places, rows, size });
    },
    divide(a, divisor, out, count) {
      const places = { a: at(a), out: at(out), count };
      if (isPowerOfTwo(divisor)) write(scaled(1 / divisor, places));
      else write({ kernel: 'divide', factor: divisor, b: 0, ...places });
    },
    finite(a, count) {
      write({ kernel: 'finite', a: at(a), count });
      return true;
    },
    descend(theta, gradient, stepSizes, from, count) {
      write({ kernel: 'descend', to: at(theta), from: at(gradient), by: at(stepSizes, from), count });
      return true;
    },
    average: (mean, theta, weights, from, count) =>
      write({ kernel: 'average', to: at(mean), from: at(theta), by: at(weights, from), count }),
    tick: (clock) => write({ kernel: 'tick', clock: at(clock) }),
    ownLoop() {
      complete = false;
    },
    tape(kept) {
      const regions = kept.map((array) => region(at(array), array.length));
      const tape = complete ? tapeOf(memory, { calls, kept: regions, moving }, compileFrom) : undefined;
      calls = [];
      complete = true;
      moving = 0;
      return tape;
    },
    moving: () => nothingAt(memory, movingAddress(moving++)),
  };
}

/** A product with 1 is the number itself. */
function scaled(factor: number, places: Pick<Elementwise, 'a' | 'out' | 'count'>): Call {
  return { kernel: factor === 1 ? 'copy' : 'scale', factor, b: 0, ...places };
}

/** Of those whose reciprocal is one as well: a quotient by it is a product, which is quicker and rounds the same number. */
function isPowerOfTwo(value: number): boolean {
  const [low = 0, high = 0] = new Uint32Array(Float64Array.of(value).buffer);
  const exponent = (high >>> 20) & 0x7ff;
  return low === 0 && (high & 0xfffff) === 0 && exponent > 23 && exponent < 2023;
}

interface Recorded {
  readonly calls: readonly Call[];
  readonly kept: readonly Region[];
  /** How many moving arrays there are. */
  readonly moving: number;
}

function tapeOf(memory: WebAssembly.Memory, { calls, kept, moving }: Recorded, compileFrom: number): Tape {
  const work = workOf(calls);
  const places = placesIn(memory, moving);
  let play = interpreted(memory, calls, places.words);
  let left = calls.length > mostCompiled ? Number.POSITIVE_INFINITY : compileFrom;
  return {
    play(indices: Uint32Array & Placed, stride, steps) {
      if (left <= 0) {
        play = compiled(memory, compileTape(calls, kept, places.address));
        left = Number.POSITIVE_INFINITY;
      }
      left -= steps * work;
      return play(addressIn(memory, indices), stride * indexBytes, steps);
    },
    move(array: Float64Array & Placed, to, from) {
      const address = addressOf(memory, to);
      if (address < 0) return false;
      places.words[movingIndex(addressIn(memory, array))] = address + from * numberBytes;
      return true;
    },
  };
}

/** What a step takes longer when it is interpreted, in units of a call: what it takes to look at one, or at 32 numbers. */
function workOf(calls: readonly Call[]): number {
  let numbers = 0;
  for (const call of calls) {
    for (const { from, to } of regionsOf(call).writes) numbers += (to - from) / numberBytes;
  }
  return calls.length + numbers / 32;
}

function compiled(memory: WebAssembly.Memory, bytes: Uint8Array<ArrayBuffer>): Play {
  const module = new WebAssembly.Module(bytes);
  const imports = { env: { memory }, kernels: { ...exportsOver(memory) } };
  return new WebAssembly.Instance<{ play: Play }>(module, imports).exports.play;
}
