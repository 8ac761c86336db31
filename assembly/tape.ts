/**
 * Plays a tape: kernel calls written down once and run again for step after step, without a word from outside.
 *
 * A call is 64 bytes: the number of the kernel, up to ten more 32-bit arguments, and a float64 at byte 48. The numbers
 * are those of src/kernels/tape/interpret.ts.
 */
import { affineBackward, affineForward } from './affine';
import { add, copy, multiply, scale, scaledProduct, spread, subtract, sumRows } from './elementwise';
import { average, descend, divide, finite, gather, rowProducts, scaleRows, tick } from './steps';

const CALL: usize = 64;

@inline
function a(call: usize, k: usize): usize {
  return load<u32>(call + (k << 2));
}

@inline
function n(call: usize, k: usize): i32 {
  return load<i32>(call + (k << 2));
}

/**
 * Plays `calls` calls for each of `steps` steps; the indices of a step follow those of the one before by `stride`
 * bytes. Returns how many steps were played to the end: fewer where a number was not finite.
 */
export function play(tape: usize, calls: i32, indices: usize, stride: i32, steps: i32): i32 {
  const end = tape + <usize>calls * CALL;
  for (let step = 0; step < steps; step++) {
    for (let c = tape; c < end; c += CALL) {
      const f = load<f64>(c, 48);
      switch (load<i32>(c)) {
        case 0: affineForward(a(c, 1), a(c, 2), a(c, 3), a(c, 4), n(c, 5), n(c, 6), n(c, 7)); break;
        case 1: affineBackward(a(c, 1), a(c, 2), a(c, 3), a(c, 4), a(c, 5), a(c, 6), n(c, 7), n(c, 8), n(c, 9)); break;
        case 2: add(a(c, 1), a(c, 2), a(c, 3), n(c, 4)); break;
        case 3: subtract(a(c, 1), a(c, 2), a(c, 3), n(c, 4)); break;
        case 4: multiply(a(c, 1), a(c, 2), a(c, 3), n(c, 4)); break;
        case 5: scale(f, a(c, 1), a(c, 2), n(c, 3)); break;
        case 6: scaledProduct(f, a(c, 1), a(c, 2), a(c, 3), n(c, 4)); break;
        case 7: copy(a(c, 1), a(c, 2), n(c, 3)); break;
        case 8: spread(a(c, 1), a(c, 2), n(c, 3), n(c, 4)); break;
        case 9: sumRows(a(c, 1), n(c, 2), n(c, 3), a(c, 4)); break;
        case 10: rowProducts(f, a(c, 1), a(c, 2), a(c, 3), n(c, 4), n(c, 5)); break;
        case 11: scaleRows(f, a(c, 1), a(c, 2), a(c, 3), n(c, 4), n(c, 5)); break;
        case 12: gather(indices + a(c, 1), a(c, 2), a(c, 3), n(c, 4), n(c, 5)); break;
        case 13: divide(a(c, 1), f, a(c, 2), n(c, 3)); break;
        case 14: if (!finite(a(c, 1), n(c, 2))) return step; break;
        case 15: if (!descend(a(c, 1), a(c, 2), a(c, 3), n(c, 4))) return step; break;
        case 16: average(a(c, 1), a(c, 2), a(c, 3), n(c, 4)); break;
        case 17: tick(a(c, 1)); break;
        default: unreachable();
      }
    }
    indices += stride;
  }
  return steps;
}
