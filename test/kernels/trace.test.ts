/** A trace plays to the same bits as its calls made one by one. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { averaging, descent } from '#chainrule/expression/arithmetic.js';
import { codeOf } from '#chainrule/expression/code.js';
import {
  abs,
  add,
  div,
  exp,
  log1p,
  lt,
  max,
  min,
  mul,
  neg,
  select,
  sub,
  tanh,
} from '#chainrule/expression/expression.js';
import type { Kernels } from '#chainrule/kernels/kernels.js';
import { partOf } from '#chainrule/kernels/memory.js';
import { plainKernels } from '#chainrule/kernels/plain-kernels.js';
import { recorderOver } from '#chainrule/kernels/trace/recorder.js';
import { workspaceOver } from '#chainrule/kernels/workspace.js';
import type { Random } from '#chainrule/random.js';
import { advanceSchedule, scheduleInputs, scheduleSlots } from '#chainrule/train/schedule.js';
import { memory, numbers, placed, seeded } from './helpers.js';

const { allocateIndices } = workspaceOver(memory);

/** A kernel call; false where it says that a number is not finite. */
type Call = (kernels: Kernels, at: number) => unknown;

/** An array to be read that begins elsewhere in its home for each time of playing. */
interface Roaming {
  readonly home: Float64Array;
  here: Float64Array;
}

/** Something to be read: an array, or where one roams; from element `from` on, where a call has such an argument. */
interface Source {
  readonly fixed?: Float64Array;
  readonly array: () => Float64Array;
  readonly from: number;
}

interface Drawn {
  readonly calls: Call[];
  readonly roaming: readonly Roaming[];
  readonly arrays: readonly Float64Array[];
  /** Rows gathered in a step. */
  readonly stride: number;
  readonly indices: Uint32Array;
}

/** Of two inputs, with a factor: sums and products, selections, and bits that are moved. */
const codesOf = (factor: number) =>
  [
    add('a', 'b'),
    sub('a', 'b'),
    mul(factor, mul('a', 'b')),
    div('a', factor),
    select(lt('a', 'b'), 'a', mul(factor, 'b')),
    min(abs('a'), max('b', factor)),
    exp(neg('a')),
    tanh('b'),
    log1p(abs('a')),
  ].map((expression) => codeOf([expression], ['a', 'b']));

const sourceRows = 9;
/** How far an array roams. */
const farthest = 7;
/** Numbers that one has beyond those that are read from its beginning on. */
const beyond = 2;
const steps = [2, 1, 3];
/** Where the indices of the first step begin. */
const firstIndex = 3;

/** Calls over few arrays, so that they meet one another's results; some arrays are parts of others. */
function drawCalls(source: Random, wild: boolean): Drawn {
  const rows = [1, 2, 3, 4, 5, 8, 11, 70][source.below(8)]!;
  // Where a row is as long as there are rows, arrays of one number a row are taken as rows and matrices, too.
  const square = rows < 12 && source.below(3) === 0;
  const size = square ? rows : [1, 2, 3, 5, 10][source.below(5)]!;
  const n = 1 + source.below(2);
  const arrays: Float64Array[] = [];
  const fresh = (length: number) => {
    const array = placed(numbers(length, source, wild));
    arrays.push(array);
    return array;
  };
  const many = (count: number, length: number) => Array.from({ length: count }, () => fresh(length));
  const theta = fresh(n * size + n);
  const wide = many(3, rows * size);
  const own = many(4, rows);
  const pools = {
    /** [rows, size] */
    wide,
    /** [rows, n] */
    out: many(2, rows * n),
    /** [rows, n, size] */
    deep: many(2, rows * n * size),
    /** [rows], each an array of its own. */
    own,
    /** [rows] */
    row: [...own, partOf(wide[0]!, 0, rows)],
    M: [partOf(theta, 0, n * size), ...many(2, n * size), ...(square && n === 1 ? own : [])],
    c: [partOf(theta, n * size, n), ...many(2, n)],
    size: [...many(2, size), ...(square ? own : [])],
    one: many(3, 1),
    theta: [theta, ...many(1, theta.length)],
  };
  const rowsAtHand = fresh(sourceRows * size);
  const schedule = placed([0, 0.1, 0.5, source.below(2), 1, 7, 0, 0]);
  arrays.push(schedule);
  const roam = (length: number): Roaming => {
    const home = fresh(length + farthest + beyond);
    return { home, here: home };
  };
  const roaming = {
    wide: roam(rows * size),
    row: roam(rows),
    out: roam(rows * n),
    M: roam(n * size),
    size: roam(size),
    one: roam(1),
  };
  const pick = (pool: keyof typeof pools) => pools[pool][source.below(pools[pool].length)]!;
  const other = (pool: keyof typeof pools, ...taken: Float64Array[]) => {
    const free = pools[pool].filter((array) => !taken.includes(array));
    return free[source.below(free.length)]!;
  };
  const read = (pool: keyof typeof pools): Source => {
    const where = pool in roaming ? roaming[pool as keyof typeof roaming] : undefined;
    if (where !== undefined && source.below(3) === 0)
      return { array: () => where.here, from: source.below(beyond + 1) };
    const fixed = pick(pool);
    return { fixed, array: () => fixed, from: 0 };
  };
  const besides = (pool: keyof typeof pools, { fixed }: Source) =>
    fixed === undefined ? pick(pool) : other(pool, fixed);
  const maybe = <Value>(value: Value) => (source.below(4) === 0 ? undefined : value);
  const factor = () => [1, -1, 2, 0.3, 4, 64, 7][source.below(7)]!;
  const elementwise = (): Call => {
    const pool = (['wide', 'row', 'row', 'M', 'out', 'one', 'theta'] as const)[source.below(7)]!;
    const [{ array: a, from }, { array: b }, out, f] = [read(pool), read(pool), pick(pool), factor()];
    const count = out.length;
    const all: Call[] = [
      ...codesOf(f).map(
        (code): Call =>
          (k) =>
            k.map(code, [a(), b()], [out], count),
      ),
      (k) => k.copy(a(), from, out, count),
    ];
    return all[source.below(all.length)]!;
  };
  let gathered = 0;
  const draws: (() => Call)[] = [
    () => {
      const [M, x, c, out] = [read('M'), read('wide'), maybe(pick('c')), pick('out')];
      return (k) => k.affineForward(M.array(), x.array(), x.from, c, out, rows, n, size);
    },
    () => {
      const [dOut, M, x] = [read('out'), read('M'), read('wide')];
      const [dM, dx, dc] = [maybe(besides('M', M)), maybe(besides('wide', x)), maybe(pick('c'))];
      return (k) => k.affineBackward(dOut.array(), M.array(), x.array(), x.from, dM, dx, dc, rows, n, size);
    },
    () => {
      const [from, to] = [read('size'), pick('wide')];
      return (k) => k.spread(from.array(), to, rows, size);
    },
    () => {
      const [from, to] = [read('one'), pick('row')];
      return (k) => k.spread(from.array(), to, rows, 1);
    },
    () => {
      const [from, to] = [read('wide'), pick('size')];
      return (k) => k.sumRows(from.array(), to, rows, size);
    },
    () => {
      const [from, to] = [read('row'), pick('one')];
      return (k) => k.sumRows(from.array(), to, rows, 1);
    },
    () => {
      const [a, b, out, f] = [read('wide'), read('wide'), pick('own'), factor()];
      return (k) => k.rowProducts(f, a.array(), b.array(), out, rows, size);
    },
    () => {
      const a = pick('own');
      const b = read('wide');
      const [out, f] = [besides('wide', b), factor()];
      return (k) => k.scaleRows(f, a, b.array(), out, rows, size);
    },
    () => {
      const [from, to] = [read('row'), pick('wide')];
      return (k) => k.repeatRows(from.array(), to, rows, size, 1);
    },
    () => {
      const [from, to] = [read('wide'), pick('own')];
      return (k) => k.sumGroups(from.array(), to, rows, size, 1);
    },
    () => {
      const [from, to] = [read('wide'), pick('deep')];
      return (k) => k.repeatRows(from.array(), to, rows, n, size);
    },
    () => {
      const [from, to] = [read('deep'), pick('wide')];
      return (k) => k.sumGroups(from.array(), to, rows, n, size);
    },
    () => {
      const [from, to] = [read('deep'), pick('wide')];
      return (k) => k.maxGroups(from.array(), to, rows, n, size);
    },
    () => {
      const from = read('wide');
      const to = besides('wide', from);
      const [first, at] = [source.below(size), source.below(size)];
      const count = 1 + source.below(size - Math.max(first, at));
      return (k) => k.copyColumns(from.array(), first, size, to, at, size, rows, count);
    },
    () => {
      const to = pick('wide');
      const from = gathered;
      gathered += rows;
      return (k, at) => k.gather(indices, at + from, rowsAtHand, to, rows, size);
    },
    () => {
      const { array, from } = read('size');
      const to = partOf(rowsAtHand, source.below(sourceRows) * size, size);
      return (k) => k.copy(array(), from, to, size);
    },
    () => {
      const a = pick(source.below(2) === 0 ? 'one' : 'theta');
      return (k) => k.finite(a, a.length);
    },
    () => {
      const to = pick('theta');
      const from = other('theta', to);
      const by = pick('one');
      return (k) => k.map(descent, [to, from], [to], to.length, [by]);
    },
    () => {
      const [from, to, by] = [read('wide'), pick('wide'), pick('one')];
      const long = codeOf([add(tanh('a'), mul('c', 'b'))], ['a', 'b', 'c']);
      const code = source.below(2) === 0 ? long : averaging;
      return (k) => k.map(code, [from.array(), to], [to], to.length, [by]);
    },
    () => (k) =>
      k.map(
        advanceSchedule,
        scheduleInputs.map((slot) => partOf(schedule, scheduleSlots[slot], 1)),
        (['stepSize', 'weight', 'steps'] as const).map((slot) => partOf(schedule, scheduleSlots[slot], 1)),
        1,
      ),
    elementwise,
    elementwise,
    elementwise,
    elementwise,
  ];
  const calls = Array.from({ length: 1 + source.below(14) }, () => draws[source.below(draws.length)]!());
  const most = Math.max(...steps);
  const indices = allocateIndices(firstIndex + most * gathered);
  for (let i = 0; i < indices.length; i++) indices[i] = source.below(sourceRows);
  return { calls, arrays, roaming: Object.values(roaming), stride: gathered, indices };
}

/** Plays by plain calls. */
function plainly({ calls, stride }: Drawn, count: number): number {
  for (let step = 0; step < count; step++) {
    for (const call of calls) if (call(plainKernels, firstIndex + step * stride) === false) return step;
  }
  return count;
}

/** Of no number there are many, and which one it is is left to the machine. */
const bits = (arrays: readonly Float64Array[]) =>
  arrays.map((array) => [...array].map((value) => (Object.is(value, -0) ? '−0' : String(value))).join(' '));

test('random calls', () => {
  const recorder = recorderOver(memory);
  const property = fc.property(fc.nat(), fc.boolean(), fc.boolean(), (seed, wild, all) => {
    const source = seeded(seed);
    const drawn = drawCalls(source, wild);
    const kept = drawn.arrays.filter(() => all || source.below(2) === 0);
    const start = drawn.arrays.map((array) => array.slice());
    const reset = () => {
      for (const [k, array] of drawn.arrays.entries()) array.set(start[k]!);
    };
    const moving = drawn.roaming.map((one) => {
      one.here = recorder.moving();
      return one.here;
    });
    for (const call of drawn.calls) call(recorder, 0);
    const trace = recorder.trace(kept);
    expect(trace).toBeDefined();
    const begins = steps.map(() => drawn.roaming.map(() => source.below(farthest + 1)));
    const run = (play: (count: number) => number) => {
      reset();
      const results: unknown[] = [];
      for (const [time, count] of steps.entries()) {
        for (const [k, one] of drawn.roaming.entries()) {
          const from = begins[time]![k]!;
          one.here = partOf(one.home, from, one.home.length - from);
          expect(trace!.move(moving[k]!, one.home, from)).toBe(true);
        }
        const done = play(count);
        results.push(done, bits(kept));
      }
      return results;
    };
    const expected = run((count) => plainly(drawn, count));
    expect(run((count) => trace!.play(drawn.indices, firstIndex, drawn.stride, count))).toEqual(expected);
  });
  fc.assert(property, { numRuns: 3000, seed: 1 });
});

test('random copies and sums of parts of one array, which overlap one another', () => {
  const recorder = recorderOver(memory);
  const length = 10;
  const home = placed(new Float64Array(length));
  const both = codeOf([add('a', 'b')], ['a', 'b']);
  const part = (count: number) => fc.integer({ min: 0, max: length - count });
  const call = fc
    .integer({ min: 1, max: 4 })
    .chain((count) => fc.tuple(fc.constant(count), part(count), part(count), part(count)))
    // What a call reads is what it writes, or apart from it.
    .filter(([count, a, b, out]) => [a, b].every((from) => from === out || Math.abs(from - out) >= count));
  const property = fc.property(
    fc.array(fc.tuple(fc.boolean(), call), { minLength: 1, maxLength: 8 }),
    (calls) => {
      const run = (kernels: Kernels) => {
        for (const [copies, [count, a, b, out]] of calls) {
          const to = partOf(home, out, count);
          if (copies) kernels.copy(home, a, to, count);
          else kernels.map(both, [partOf(home, a, count), partOf(home, b, count)], [to], count);
        }
      };
      const start = Float64Array.from({ length }, (_, i) => 10 ** i);
      home.set(start);
      for (let step = 0; step < 3; step++) run(plainKernels);
      const expected = home.slice();
      run(recorder);
      const trace = recorder.trace([home]);
      home.set(start);
      expect(trace?.play(allocateIndices(0), 0, 0, 3)).toBe(3);
      expect(home).toEqual(expected);
    },
  );
  fc.assert(property, { numRuns: 3000, seed: 2 });
});

test('random calls on square arrays, where rows, matrices and sums are the same few arrays', () => {
  const recorder = recorderOver(memory);
  const allKinds = 9;
  const call = fc.tuple(fc.nat(allKinds), fc.array(fc.nat(11), { minLength: 4, maxLength: 4 }));
  const property = fc.property(
    fc.constantFrom(4, 5, 8),
    fc.array(call, { minLength: 2, maxLength: 8 }),
    fc.integer({ min: 0, max: 31 }),
    fc.nat(),
    (n, calls, keep, seed) => {
      const source = seeded(seed);
      const wild = source.below(2) === 0;
      /** As rows [n] or as one row. */
      const narrow = Array.from({ length: 3 }, () => placed(numbers(n, source, wild)));
      const wide = Array.from({ length: 2 }, () => placed(numbers(n * n, source, wild)));
      const all = [...narrow, ...wide];
      const [add2] = codesOf(1);
      const perform = (kernels: Kernels, [kind, picks]: (typeof calls)[number]): unknown => {
        const [i = 0, j = 0, k = 0, l = 0] = picks;
        const a = narrow[i % 3]!;
        /** Another one than a, and the third. */
        const b = narrow[(i + 1 + (j % 2)) % 3]!;
        const c = narrow[(i + 2 - (j % 2)) % 3]!;
        const [x, y] = [wide[k % 2]!, wide[(k + 1) % 2]!];
        switch (kind) {
          case 0:
            return kernels.map(add2!, [a, l % 2 ? a : b], [j % 4 ? c : a], n);
          case 1:
            return kernels.map(add2!, [x, l % 2 ? x : y], [y], n * n);
          case 2:
            return kernels.affineForward(a, x, 0, undefined, b, n, 1, n);
          case 3:
            return kernels.affineBackward(
              a,
              b,
              x,
              0,
              l % 4 ? c : undefined,
              l % 3 ? y : undefined,
              undefined,
              n,
              1,
              n,
            );
          case 4:
            return kernels.spread(a, x, n, n);
          case 5:
            return kernels.sumRows(x, a, n, n);
          case 6:
            return kernels.scaleRows(0.5, a, x, y, n, n);
          case 7:
            return kernels.rowProducts(0.5, x, l % 2 ? x : y, a, n, n);
          case 8:
            return kernels.repeatRows(a, x, n, n, 1);
          default:
            return kernels.finite(a, n);
        }
      };
      const start = all.map((array) => array.slice());
      const kept = all.filter((_, k) => (keep >> k) & 1);
      const run = (play: () => number) => {
        for (const [k, array] of all.entries()) array.set(start[k]!);
        return [0, 1].map(() => [play(), bits(kept)]);
      };
      const expected = run(() => {
        for (let step = 0; step < 2; step++)
          for (const one of calls) if (perform(plainKernels, one) === false) return step;
        return 2;
      });
      for (const one of calls) perform(recorder, one);
      const trace = recorder.trace(kept);
      expect(run(() => trace!.play(allocateIndices(0), 0, 0, 2))).toEqual(expected);
    },
  );
  fc.assert(property, { numRuns: 1500, seed: 3 });
});
