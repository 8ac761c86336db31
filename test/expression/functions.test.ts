/** exp, expm1, log, log1p and tanh against integer arithmetic of more than 240 bits. */
import { describe, expect, it } from 'vitest';
import { type Code, codeOf } from '#chainrule/expression/code.js';
import type { Expression } from '#chainrule/expression/expression.js';
import { type FunctionName, operations } from '#chainrule/expression/machine.js';
import { runPlain } from '#chainrule/expression/run-code.js';
import { type Random, random } from '#chainrule/random.js';
import {
  errorInUlp,
  exp,
  expm1,
  log,
  log1p,
  type Real,
  real,
  sigmoid,
  softplus,
  tanh,
} from '../support/reals.js';

/** Those of one argument, but for sign, which is exact. */
type Name = Exclude<FunctionName, 'sign' | 'pow'>;

const truths = { exp, expm1, log, log1p, tanh, sigmoid, softplus };
const seed = 21;
const inf = Number.POSITIVE_INFINITY;
const smallest = Number.MIN_VALUE;
const normal = 2 ** -1022;

/** The bounds that functions.ts states, in ulp. */
const bounds = { exp: 0.9, expm1: 0.95, log: 0.97, log1p: 0.97, tanh: 0.85 } as const satisfies Record<
  Name,
  number
>;
const names = Object.keys(bounds) as Name[];
const of = (name: Name): Code => codeOf([[name, 'x']], ['x']);

function values(code: Code, xs: readonly number[]): Float64Array {
  const out = new Float64Array(xs.length);
  runPlain(code, [Float64Array.from(xs)], [out], xs.length);
  return out;
}

const double = new Float64Array(1);
const word = new BigInt64Array(double.buffer);
/** The float64 number that many steps above. */
function step(x: number, steps: number): number {
  double[0] = x;
  word[0] = word[0]! + BigInt(x < 0 ? -steps : steps);
  return double[0]!;
}
const sign = (source: Random) => (source.below(2) === 0 ? 1 : -1);
/** Any normal number, all exponents equally often. */
const anyBits = (source: Random) => sign(source) * (1 + source.uniform()) * 2 ** (source.below(2046) - 1022);
const subnormal = (source: Random) => sign(source) * source.uniform() * normal;
const between = (low: number, high: number) => (source: Random) => low + (high - low) * source.uniform();
/** Around a number, at all distances. */
const near = (x: number) => (source: Random) =>
  x + sign(source) * Math.max(Math.abs(x), smallest) * (1 + source.uniform()) * 2 ** -(1 + source.below(53));
/** Around the numbers where the reduction changes k, for |k| up to 1100. */
const nearMultiples = (unit: number, bias: number, most: number) => (source: Random) =>
  near(unit * (sign(source) * source.below(most) + 0.5 + bias))(source);

type Draw = (source: Random) => number;
const everywhere: readonly Draw[] = [anyBits, subnormal, between(-1, 1), near(0), near(1), near(-1)];
const bias = Math.log2(1.5) - 0.5;
const reductions = [nearMultiples(Math.LN2, bias, 1100), nearMultiples(Math.LN2 / 2, bias, 60)];
const draws: Readonly<Record<Name, readonly Draw[]>> = {
  exp: [
    ...everywhere,
    ...reductions,
    between(-746, 710),
    between(-745.2, -707),
    near(709.782712893384),
    between(-1, 1.1),
  ],
  expm1: [
    ...everywhere,
    ...reductions,
    between(-40, 710),
    between(35, 40),
    near(709.782712893384),
    between(0.25, 0.41),
  ],
  log: [...everywhere, between(0, 4), between(0.6, 0.7), between(1.2, 1.4), near(16 / 23), near(32 / 23)],
  log1p: [
    ...everywhere,
    between(-1, 3),
    between(0.25, 0.5),
    between(-0.4, -0.2),
    near(9 / 23),
    near(-7 / 23),
    between(2 ** 52, 2 ** 55),
  ],
  tanh: [...everywhere, ...reductions, between(-20, 20), between(0.5, 0.65), between(17, 20)],
};

/** That many numbers from each source, those the function takes. */
function samples(name: Name, each: number): number[] {
  const source = random(seed, name);
  const least = name === 'log' ? 0 : name === 'log1p' ? -1 : -inf;
  return draws[name].flatMap((draw) => {
    const drawn = Array.from({ length: each }, () => draw(source));
    return (name === 'log' ? drawn.map(Math.abs) : drawn).filter((x) => x > least && x < inf);
  });
}

function worst(xs: readonly number[], ys: Float64Array, truth: (x: Real) => Real) {
  let most = { error: 0, x: 0, y: 0 };
  for (const [i, x] of xs.entries()) {
    const error = errorInUlp(ys[i]!, truth(real(x)));
    if (error > most.error) most = { error, x, y: ys[i]! };
  }
  return most;
}

describe('the oracle', () => {
  it('agrees with published digits', () => {
    const digits = ({ m, e }: Real) => ((m * 10n ** 60n) >> BigInt(-e)).toString();
    const two = real(2);
    // e², e² − 1, ln 2, ln 3: OEIS A072334, A002162, A002391.
    expect(digits(exp(two)).slice(0, 40)).toBe('7389056098930650227230427460575007813180');
    expect(digits(expm1(two)).slice(0, 40)).toBe('6389056098930650227230427460575007813180');
    expect(digits(log(two)).slice(0, 40)).toBe('6931471805599453094172321214581765680755');
    expect(digits(log1p(two)).slice(0, 41)).toBe('10986122886681096913952452369225257046474');
    // tanh 1: OEIS A073744.
    expect(digits(tanh(real(1))).slice(0, 40)).toBe('7615941559557648881194582826047935904127');
  });

  it('is continuous where it changes its method', () => {
    const at = real(2 ** -60);
    const below = real(2 ** -60 * (1 - 2 ** -53));
    for (const name of ['expm1', 'log1p', 'tanh'] as const) {
      expect(errorInUlp(2 ** -60, truths[name](at))).toBeLessThan(0.51);
      expect(errorInUlp(2 ** -60 * (1 - 2 ** -53), truths[name](below))).toBeLessThan(0.51);
    }
  });

  it('counts errors in ulp', () => {
    expect(errorInUlp(step(3, 2), real(3))).toBe(2);
    expect(errorInUlp(2 * smallest, real(smallest))).toBe(1);
    expect(errorInUlp(inf, real(Number.MAX_VALUE))).toBe(1);
    expect(errorInUlp(-inf, real(Number.MAX_VALUE))).toBeGreaterThan(1e15);
  });
});

describe.each(names)('%s', (name) => {
  it(`is within ${bounds[name]} ulp`, () => {
    const xs = samples(name, 400);
    const { error, x, y } = worst(xs, values(of(name), xs), truths[name]);
    expect(error, `seed ${seed}, x = ${x}, ${name} = ${y}, of ${xs.length}`).toBeLessThan(bounds[name]);
  });

  it('falls by no more than 1 ulp from one number to the next', () => {
    const xs = samples(name, 1000);
    const here = values(of(name), xs);
    const next = values(
      of(name),
      xs.map((x) => step(x, 1)),
    );
    const falls = [...xs.keys()].filter((i) => {
      const lowest = here[i] === 0 ? -smallest : step(here[i]!, -1);
      // At −0 and beyond the largest number there is no step to compare.
      return xs[i] !== 0 && Number.isFinite(here[i]) && !(next[i]! >= lowest);
    });
    expect(
      falls.map((i) => [xs[i], here[i], next[i]]),
      `seed ${seed}`,
    ).toEqual([]);
  });

  it('takes powers of two only where they are normal', () => {
    const { instructions } = of(name);
    const others: number[] = [];
    for (const x of samples(name, 100)) {
      const registers: number[] = [];
      for (const instruction of instructions) {
        if (instruction.operation === 'input') registers.push(x);
        else if (instruction.operation === 'constant') registers.push(instruction.value);
        else {
          const { operation } = instruction;
          const [a = 0, b = 0, c = 0] = instruction.registers.map((register) => registers[register]!);
          if (operation === 'pow2' && !(Number.isInteger(a) && a >= -1022 && a <= 1023)) others.push(x);
          registers.push(operations[operation](a, b, c));
        }
      }
    }
    expect(others, `seed ${seed}`).toEqual([]);
  });
});

describe('special values', () => {
  const nan = Number.NaN;
  const table: Readonly<Record<Name, readonly (readonly [number, number])[]>> = {
    exp: [
      [0, 1],
      [-0, 1],
      [inf, inf],
      [-inf, 0],
      [710, inf],
      [1e308, inf],
      [-746, 0],
      [-1e308, 0],
      [smallest, 1],
    ],
    expm1: [
      [0, 0],
      [-0, -0],
      [inf, inf],
      [-inf, -1],
      [710, inf],
      [1e308, inf],
      [-1e308, -1],
      [smallest, smallest],
      [-smallest, -smallest],
      [normal, normal],
    ],
    log: [
      [1, 0],
      [0, -inf],
      [-0, -inf],
      [-smallest, nan],
      [-1, nan],
      [-inf, nan],
      [inf, inf],
      [2, Math.LN2],
    ],
    log1p: [
      [0, 0],
      [-0, -0],
      [-1, -inf],
      [step(-1, 1), Math.log(2 ** -53)],
      [-1 - 2 ** -52, nan],
      [-1e308, nan],
      [-inf, nan],
      [inf, inf],
      [smallest, smallest],
      [-smallest, -smallest],
      [1, Math.LN2],
    ],
    tanh: [
      [0, 0],
      [-0, -0],
      [inf, 1],
      [-inf, -1],
      [1e308, 1],
      [-1e308, -1],
      [19.1, 1],
      [smallest, smallest],
      [-smallest, -smallest],
      [normal, normal],
    ],
  };

  it.each(names)('%s', (name) => {
    for (const [x, y] of [...table[name], [nan, nan] as const])
      expect(values(of(name), [x])[0], `${name}(${x})`).toBe(y);
  });

  it('exp overflows and vanishes where the exact result does', () => {
    // The last arguments before: ln(2¹⁰²⁴ − 2⁹⁷⁰) = 709.7827…, ln(2⁻¹⁰⁷⁵) = −745.1332….
    for (const name of ['exp', 'expm1'] as const) {
      const [last = 0, beyond] = values(of(name), [709.782712893384, step(709.782712893384, 1)]);
      expect(last).toBeGreaterThan(1.7976931348622e308);
      expect([Number.isFinite(last), beyond]).toEqual([true, inf]);
    }
    expect([...values(of('exp'), [step(-745.1332191019412, 1), -745.1332191019412])]).toEqual([smallest, 0]);
  });
});

describe('pow', () => {
  const code = codeOf([['pow', 'x', 'y']], ['x', 'y']);
  const powers = (pairs: readonly (readonly [number, number])[]): Float64Array => {
    const out = new Float64Array(pairs.length);
    const [xs, ys] = [0, 1].map((k) => Float64Array.from(pairs, (pair) => pair[k]!));
    runPlain(code, [xs!, ys!], [out], pairs.length);
    return out;
  };
  /** e^(y ln x). */
  const truth = (x: number, y: number): Real => {
    const [l, by] = [log(real(x)), real(y)];
    return exp({ m: l.m * by.m, e: l.e + by.e });
  };

  it('is within 0.95 ulp', () => {
    const source = random(seed, 'pow');
    const bases = [anyBits, subnormal, between(0, 4), between(0.5, 2), near(1), between(0.7, 1.5)];
    const pairs = bases.flatMap((base) =>
      Array.from({ length: 500 }, (_, k): [number, number] => {
        const x = Math.abs(base(source)) || 0.5;
        const span = 746 / Math.max(Math.abs(Math.log(x)), 1e-300);
        // Exponents up to where the power overflows and vanishes, and small ones.
        const y = sign(source) * (k % 3 === 0 ? Math.min(4, span) : span) * source.uniform();
        return [x, Math.max(-(2 ** 1000), Math.min(2 ** 1000, y))];
      }),
    );
    const out = powers(pairs);
    const errors = pairs.map(([x, y], i) => errorInUlp(out[i]!, truth(x, y)));
    const worst = errors.reduce((most, error, i) => (error > errors[most]! ? i : most), 0);
    expect(errors[worst], `seed ${seed}: ${pairs[worst]} gives ${out[worst]}`).toBeLessThan(0.95);
  });

  it('is exact where the power of whole numbers is', () => {
    const pairs: [number, number][] = [];
    for (let x = -9; x <= 9; x++) for (let y = 0; y <= 16; y++) pairs.push([x, y]);
    const out = powers(pairs);
    for (const [i, [x, y]] of pairs.entries()) {
      const exact = Number(BigInt(x) ** BigInt(y));
      expect(Math.abs(out[i]! - exact), `${x}^${y} = ${out[i]}`).toBeLessThanOrEqual(
        Math.abs(exact) * 2 ** -53,
      );
    }
  });

  it('gives a negative number a power for whole exponents only', () => {
    const big = 2 ** 52;
    const pairs: [number, number, number][] = [
      [-2, 3, -8],
      [-2, -1, -0.5],
      [-2, 4, 16],
      [-1, big - 1, -1],
      [-1, big, 1],
      [-1, big + 1, -1],
      [-1, 2 * big, 1],
      [-1, 1e300, 1],
      [-2, 0.5, Number.NaN],
      [-1, big / 2 + 0.5, Number.NaN],
      [-inf, 3, -inf],
      [-inf, -3, -0],
    ];
    expect([...powers(pairs.map(([x, y]) => [x, y]))]).toEqual(pairs.map(([, , z]) => z));
  });

  it('has the limits at 0, 1 and beyond the largest number', () => {
    const nan = Number.NaN;
    const pairs: [number, number, number][] = [
      [0, 2, 0],
      [0, -2, inf],
      [0, 0, 1],
      [inf, 2, inf],
      [inf, -2, 0],
      [1, 1e308, 1],
      [1, inf, 1],
      [2, 1024, inf],
      [2, 1023, 2 ** 1023],
      [2, -1074, smallest],
      [2, -1076, 0],
      [0.5, inf, 0],
      [2, inf, inf],
      [step(1, 1), 1e300, inf],
      [step(1, -1), 1e300, 0],
      [3, smallest, 1],
      [nan, 0, 1],
      [nan, 1, nan],
      [2, nan, nan],
    ];
    expect([...powers(pairs.map(([x, y]) => [x, y]))]).toEqual(pairs.map(([, , z]) => z));
  });

  it('of constant exponents takes products and quotients', () => {
    const of = (exponent: number) => {
      const short = codeOf([['pow', 'a', ['sub', 'b', 1]]], ['a'], { b: exponent + 1 });
      const out = new Float64Array(1);
      runPlain(short, [Float64Array.of(-1.7)], [out], 1);
      return { value: out[0], length: short.instructions.length };
    };
    const x = -1.7;
    expect([-2, -1, 0, 1, 2, 3].map((exponent) => of(exponent).value)).toEqual([
      1 / (x * x),
      1 / x,
      1,
      x,
      x * x,
      x * (x * x),
    ]);
    expect(of(3).length).toBeLessThan(5);
    expect(of(0.5).value).toBeNaN();
    expect(of(4).length).toBeGreaterThan(50);
  });
});

describe('laws', () => {
  it('tanh is odd and at most 1 in magnitude', () => {
    const xs = samples('tanh', 1000);
    const ys = values(of('tanh'), xs);
    expect(
      values(
        of('tanh'),
        xs.map((x) => -x),
      ),
    ).toEqual(ys.map((y) => -y));
    expect(ys.every((y) => Math.abs(y) <= 1)).toBe(true);
  });

  it('log1p(x) ≤ x and |tanh x| ≤ |x|', () => {
    for (const name of ['log1p', 'tanh'] as const) {
      const xs = samples(name, 1000).map((x) => (name === 'tanh' ? Math.abs(x) : x));
      expect(values(of(name), xs).every((y, i) => y <= xs[i]!)).toBe(true);
    }
  });

  it('log of a power of two is correctly rounded', () => {
    const xs = Array.from({ length: 2098 }, (_, i) => 2 ** (i - 1074));
    expect(worst(xs, values(of('log'), xs), log).error).toBeLessThan(0.5001);
  });
});

describe('compositions', () => {
  const small: Expression = ['exp', ['neg', ['abs', 'x']]];
  const whole: Expression = ['add', 1, small];
  const cases: Readonly<Record<'sigmoid' | 'softplus', Expression>> = {
    sigmoid: ['select', ['le', 0, 'x'], ['div', 1, whole], ['div', small, whole]],
    softplus: ['add', ['max', 'x', 0], ['log1p', small]],
  };

  it.each(['sigmoid', 'softplus'] as const)('%s is within 4 ulp', (name) => {
    const source = random(seed, name);
    const ranges = [
      anyBits,
      subnormal,
      between(-746, 746),
      between(-745.2, -700),
      between(-5, 5),
      between(-40, 40),
    ];
    const xs = ranges.flatMap((draw) => Array.from({ length: 300 }, () => draw(source)));
    const { error, x, y } = worst(xs, values(codeOf([cases[name]], ['x']), xs), truths[name]);
    expect(error, `seed ${seed}, x = ${x}, ${name} = ${y}`).toBeLessThan(4);
  });
});
