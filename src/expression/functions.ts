/**
 * exp, expm1, log, log1p and tanh of the variable x, and pow of x and y, in operations of the machine.
 *
 * `Math.exp` and the like may differ from one machine to the next; these do not. The error bounds are in ulp, the distance
 * of neighboring float64 numbers at the true value (2⁻¹⁰⁷⁴ for subnormal ones). They follow from adding up the rounding
 * errors of first order; the largest errors seen in 2·10⁸ arguments were smaller by up to 0.1.
 *
 * There are no branches: where a case needs an expression of its own, both are computed and one is selected, so the other
 * may be NaN. NaN gives NaN.
 *
 * Limits are written with `select`, not `min` and `max`: on x64 WebAssembly takes about eight instructions for those, since
 * they order −0 and 0, and four for a comparison and a selection (one if the compiler makes `pmin` or `pmax` of it).
 *
 * The methods are those of fdlibm (Sun Microsystems, 1993: e_exp.c, s_expm1.c, e_log.c, s_log1p.c) unless stated otherwise.
 */
import type { FunctionName, MachineExpression, Operation } from './machine.js';

type Node = MachineExpression;

const apply =
  (operation: Operation) =>
  (...args: readonly Node[]): Node => [operation, ...args];
const add = apply('add');
const sub = apply('sub');
const mul = apply('mul');
const div = apply('div');
const neg = apply('neg');
const abs = apply('abs');
const lt = apply('lt');
const eq = apply('eq');
const select = apply('select');
const pow2 = apply('pow2');
const exponent = apply('exponent');
const x: Node = 'x';
const y: Node = 'y';

/** The smaller of two: y where they are equal or one is NaN, so a NaN stays, and so does −0 against 0. */
const atMost = (y: Node, bound: Node) => select(lt(bound, y), bound, y);
const atLeast = (y: Node, bound: Node) => select(lt(y, bound), bound, y);

/** c₀ + c₁t + c₂t² + … by Horner's rule. */
const polynomial = ([first = 0, ...rest]: readonly number[], t: Node): Node =>
  rest.length === 0 ? first : add(first, mul(t, polynomial(rest, t)));
/** Coefficients of `by` times the same polynomial, for an argument that is s times as large. */
const rescaled = (coefficients: readonly number[], s: number, by = 1) =>
  coefficients.map((c, i) => (by * c) / s ** i);

/** Numbers below 2⁵¹ in magnitude plus this are rounded to whole numbers. */
const toWhole = 1.5 * 2 ** 52;

/** ln 2 = high + low; high has 32 bits, so k·high is exact for |k| < 2²¹. */
const ln2 = { high: 0.6931471803691238, low: 1.9082149292705877e-10 };

/** log₂ 1.5 − ½ */
const bias = 0.0849625;

/**
 * y = k·ln2/units + r for a whole number k, with r = high − low, where high is exact.
 *
 * k is chosen so that e^(units·r) is from ¾ to 1½, not from √½ to √2 as usual: where it is below 1, and the unit in the
 * last digit of 1 + (e^r − 1) is the smaller one, e^r − 1 is then below ¼ in magnitude, and so is its rounding error.
 */
function reduced(y: Node, units: 1 | 2) {
  const shifted = add(sub(mul(y, units * Math.LOG2E), bias), toWhole);
  const k = sub(shifted, toWhole);
  const high = sub(y, mul(k, ln2.high / units));
  const low = mul(k, ln2.low / units);
  return { k, halfPower: pow2(sub(shifted, toWhole + 1)), high, low, r: sub(high, low) };
}

/**
 * r·coth r = 1 + r²·P(r²) for |r| ≤ ½ ln 1.5, to 2⁻⁵⁷: a minimax fit with 60 decimal digits (Lawson's algorithm).
 *
 *     e^2r = (r·coth r + r)/(r·coth r − r),   tanh r = r/(r·coth r)
 */
const coth = [
  0.333333333333327, -0.022222222220050842, 0.0021164018741147398, -0.00021162840755613934,
  2.1116412267680527e-5,
];

/**
 * e^x, error below 0.9 ulp; 0 below −745.13, ∞ above 709.78.
 *
 * x = k·ln2 + r and e^r = 1 + r + rc/(2 − c), where c = r + 2 − r·coth(r/2).
 */
function exp(): Node {
  return expOf(x);
}

/** e^(a + rest), for a tiny rest that is 0 where e^a is 0 or ∞. */
function expOf(a: Node, rest?: Node): Node {
  const { k, high, low: known } = reduced(atMost(atLeast(a, -746), 710), 1);
  const low = rest === undefined ? known : sub(known, rest);
  const r = sub(high, low);
  const t = mul(r, r);
  const c = sub(r, mul(t, polynomial(rescaled(coth, 4, 0.5), t)));
  const power = add(1, add(high, sub(div(mul(r, c), sub(2, c)), low)));
  // 2^k in two steps: neither overflows early, and only the second one rounds, to a subnormal number.
  const first = atMost(atLeast(k, -1000), 1023);
  return mul(mul(power, pow2(first)), pow2(sub(k, first)));
}

/**
 * e^x − 1, error below 0.95 ulp; −1 below −37.5, ∞ above 709.78.
 *
 * As e^x = 2^k(1 + r + s), e^x − 1 = (2^k − 1) + 2^k·r + 2^k·s: the first two are added with their rounding errors, and
 * s is r²/2 plus a smaller term that needs fewer correct bits. All of it is computed in halves, as 2¹⁰²⁴ is no float64.
 */
function expm1(): Node {
  const { halfPower, high, low, r } = reduced(atMost(atLeast(x, -40), 710), 1);
  const halfR = mul(0.5, r);
  const halfSquare = mul(halfR, r);
  const v = mul(halfSquare, polynomial(rescaled(coth, 2), halfSquare));
  const c = sub(r, v);
  // rc/(2 − c) = r²/2 + r(rc/2 − v)/(2 − c)
  const s = add(halfSquare, div(mul(r, sub(mul(halfR, c), v)), sub(2, c)));

  const whole = sub(halfPower, 0.5);
  const linear = mul(halfPower, high);
  const sum = add(whole, linear);
  // The rounding errors of the sum (Dekker's fast two-sum: |whole| ≥ |linear|, or whole is 0) and of whole.
  const lost = add(sub(linear, sub(sum, whole)), sub(sub(halfPower, whole), 0.5));
  const result = add(sum, add(lost, mul(halfPower, sub(s, low))));
  // Halves of subnormal numbers, and the sign of −0, are lost. r²/2 is this small for |x| < 2⁻⁷⁰ only, as no other float64
  // number is that near to a multiple of ln 2.
  return select(lt(halfSquare, 2 ** -141), x, add(result, result));
}

/**
 * log((1 + s)/(1 − s)) = 2s + s³·P(s²) for −0.1795 ≤ s ≤ 0.1637, to 0.02 ulp of the logarithm: a minimax fit like the one
 * above. fdlibm's is for a narrower interval.
 */
const atanh = [
  0.6666666666666775, 0.3999999999910743, 0.2857142881785116, 0.22222190242622086, 0.18184022091463947,
  0.1530182326479639, 0.14922423942889151,
];

/**
 * x = m·2^k with 1/split ≤ m < 2/split. The usual choice is √2, but the largest m has the largest errors: log m differs
 * most from m − 1 there, and for k = −1 the result is about as small as log m.
 */
const split = 23 / 16;

/**
 * log(2^k·(1 + f + rest)) in multiples of 1/units, f being given in them too. With s = f/(2 + f), log(1 + f) =
 * f − s·(f − s²·P(s²)). `rest` is what f lost in rounding.
 */
function logOf(k: Node, f: Node, units: number, rest?: Node): Node {
  const s = div(f, add(2 * units, f));
  const z = mul(s, s);
  const r = mul(z, polynomial(rescaled(atanh, 1, units), z));
  const whole = mul(k, units * ln2.high);
  const sum = add(whole, f);
  const lost = add(sub(f, sub(sum, whole)), mul(k, units * ln2.low));
  // log(1 + f + rest) − log(1 + f) = rest/(1 + f), about rest·(1 − 2s).
  const small = rest === undefined ? lost : add(lost, sub(rest, mul(rest, add(s, s))));
  return add(sum, sub(small, mul(s, sub(f, r))));
}

/** `result` where bottom < x < ∞, −∞ at the bottom, NaN below. */
const above = (bottom: number, result: Node) =>
  select(
    lt(bottom, x),
    select(lt(x, Number.POSITIVE_INFINITY), result, x),
    select(eq(x, bottom), Number.NEGATIVE_INFINITY, Number.NaN),
  );

/** log x, error below 0.97 ulp, subnormal x included; −∞ at ±0, NaN below. */
function log(): Node {
  // Away from subnormal numbers, and from those whose power of two has no float64 as its inverse.
  const small = lt(x, 1);
  const scaled = mul(x, select(small, 2 ** 54, 2 ** -54));
  const e = exponent(mul(scaled, split));
  const m = mul(scaled, pow2(neg(e)));
  return above(0, logOf(add(e, select(small, -54, 54)), sub(m, 1), 1));
}

/**
 * log(1 + x), error below 0.97 ulp; −∞ at −1, NaN below.
 *
 * 1 + x, rounded, gives k only: f = 2⁻ᵏx + (2⁻ᵏ − 1) comes from x itself, and is x where k = 0. All of it is computed in
 * fourths, which makes 4·2⁻ᵏ a float64 for every k.
 */
function log1p(): Node {
  const e = exponent(mul(add(1, x), split / 4));
  const scale = pow2(neg(e));
  const shift = sub(scale, 4);
  const scaled = mul(scale, x);
  const f = add(shift, scaled);
  const rest = sub(scaled, sub(f, shift));
  const result = mul(0.25, logOf(add(e, 2), f, 4, rest));
  // log(1 + x) ≤ x: takes −0 for 0 at −0.
  return above(-1, atMost(x, result));
}

/**
 * tanh x, error below 0.85 ulp, odd, at most 1 in magnitude; ±1 from 19.07 on.
 *
 * |x| = k·ln2/2 + r, and with c = r·coth r and h = (2^k − 1)/2,
 *
 *     tanh |x| = N/D,   N = h(c + r) + r,   D = h(c + r) + c
 *
 * A quotient of rounded numbers is not good enough. So q ≈ N/D is taken, and (N − qD)/D added to it, where N − qD is
 * written so that little is lost:
 *
 *     N − qD = (d + r) + (d(c − 1) + h(1 − q)r),   d = h(1 − q) − q
 *
 * d and d + r are exact or nearly so: they are differences of nearly equal numbers, and 1 − q is exact.
 */
function tanh(): Node {
  const { halfPower, high, low, r } = reduced(atMost(abs(x), 20), 2);
  const h = sub(halfPower, 0.5);
  const t = mul(r, r);
  const w = mul(t, polynomial(coth, t));
  const c = add(1, w);
  const common = mul(h, add(c, r));
  const inverse = div(1, add(common, c));
  // 1 − q and q as multiples of 2⁻⁵³ or 2⁻⁵⁴ that add up to 1 exactly.
  const complement = sub(1, mul(add(common, r), inverse));
  const q = sub(1, complement);
  const product = mul(h, complement);
  const d = sub(product, q);
  const rest = add(add(d, high), sub(add(mul(d, w), mul(product, r)), low));
  const result = add(q, mul(rest, inverse));
  // The one of x, result and −result in the middle: gives the sign, that of −0 too.
  return atLeast(atMost(x, result), neg(result));
}

/** A number as the sum of two float64, the second below half a unit in the last place of the first. */
interface Pair {
  readonly high: Node;
  readonly low: Node;
}

/** a + b, exactly (Knuth's two-sum). */
function exactSum(a: Node, b: Node): Pair {
  const high = add(a, b);
  const back = sub(high, a);
  return { high, low: add(sub(a, sub(high, back)), sub(b, back)) };
}

/** a·b, exactly (Dekker), for factors below 2⁹⁹⁶. */
function exactProduct(a: Node, b: Node): Pair {
  const halves = (value: Node) => {
    const spread = mul(value, 2 ** 27 + 1);
    const head = sub(spread, sub(spread, value));
    return { head, tail: sub(value, head) };
  };
  const [p, q] = [halves(a), halves(b)];
  const high = mul(a, b);
  const cross = add(mul(p.head, q.tail), mul(p.tail, q.head));
  return { high, low: add(add(sub(mul(p.head, q.head), high), cross), mul(p.tail, q.tail)) };
}

/** A product of pairs, to about 2⁻¹⁰⁰ of itself. */
function productOf(a: Pair, b: Pair): Pair {
  const { high, low } = exactProduct(a.high, b.high);
  return renormalized(high, add(low, add(mul(a.high, b.low), mul(a.low, b.high))));
}

/** For |high| above |low| (Dekker's fast two-sum). */
function renormalized(high: Node, low: Node): Pair {
  const sum = add(high, low);
  return { high: sum, low: sub(low, sub(sum, high)) };
}

/** ⅓ */
const third: Pair = { high: 1 / 3, low: 1.850371707708594e-17 };

/**
 * log a for 0 < a < ∞ as a pair, to about 2⁻⁶³ of itself: k·ln2 + 2s(1 + s²/3 + s⁴(1/5 + s²/7 + …)), where
 * s = (m − 1)/(m + 1), |s| < 0.18, and all that counts is a pair.
 */
function logPair(a: Node): Pair {
  const small = lt(a, 1);
  const scaled = mul(a, select(small, 2 ** 54, 2 ** -54));
  const e = exponent(mul(scaled, split));
  const m = mul(scaled, pow2(neg(e)));
  const k = add(e, select(small, -54, 54));
  const f = sub(m, 1);
  // 2 + f may need a bit more than there are.
  const whole = exactSum(2, f);
  const quotient = div(f, whole.high);
  const back = exactProduct(quotient, whole.high);
  const rest = sub(sub(sub(f, back.high), back.low), mul(quotient, whole.low));
  const s: Pair = { high: quotient, low: div(rest, whole.high) };
  const z = productOf(s, s);
  const first = productOf(z, third);
  const others = mul(mul(z.high, z.high), polynomial(atanhTail, z.high));
  const t = exactSum(first.high, others);
  const series = productOf(s, { high: t.high, low: add(t.low, first.low) });
  const inner = exactSum(s.high, series.high);
  const log = renormalized(add(inner.high, inner.high), mul(2, add(inner.low, add(s.low, series.low))));
  const shifted = exactSum(mul(k, ln2.high), log.high);
  return renormalized(shifted.high, add(shifted.low, add(mul(k, ln2.low), log.low)));
}

/** Of artanh s = s + s³/3 + s⁵(1/5 + s²/7 + …): the series itself, to 2⁻⁶⁵ of the logarithm. */
const atanhTail = [5, 7, 9, 11, 13, 15, 17, 19, 21, 23, 25].map((odd) => 1 / odd);

/**
 * x^y, error below 0.95 ulp: e^(y·log|x|), with logarithm and product as pairs. 1 for y = 0, of a negative x the sign that
 * a whole y gives, NaN for any other y; the sign of 0 is lost.
 */
function pow(): Node {
  const a = abs(x);
  const inf = Number.POSITIVE_INFINITY;
  // Beyond 2⁷⁰, x^y is 0, 1 or ∞, and the product below does not overflow.
  const exponents = atMost(atLeast(y, -(2 ** 70)), 2 ** 70);
  const log = logPair(a);
  const { high, low } = productOf(log, { high: exponents, low: 0 });
  const inRange = select(lt(-746, high), select(lt(high, 710), low, 0), 0);
  const positive = lt(0, y);
  const size = select(
    eq(a, 0),
    select(positive, 0, inf),
    select(eq(a, inf), select(positive, inf, 0), expOf(high, inRange)),
  );
  const result = select(
    lt(x, 0),
    select(isWhole(abs(y)), select(isWhole(mul(0.5, abs(y))), size, neg(size)), Number.NaN),
    size,
  );
  return select(eq(y, 0), 1, result);
}

/** Whether a number ≥ 0 is whole: from 2⁵² on all are. */
function isWhole(a: Node): Node {
  const rounded = sub(add(a, 2 ** 52), 2 ** 52);
  return eq(select(lt(a, 2 ** 52), rounded, a), a);
}

export const functions: Readonly<Record<FunctionName, MachineExpression>> = {
  sign: ['select', ['lt', 0, 'x'], 1, ['select', ['lt', 'x', 0], -1, 'x']],
  pow: pow(),
  exp: exp(),
  expm1: expm1(),
  log: log(),
  log1p: log1p(),
  tanh: tanh(),
};
