/** exp, expm1, log, log1p and tanh in operations of the machine. */
import type { FunctionName, MachineExpression, Operation } from './machine.js';

const operation =
  (name: Operation) =>
  (...args: readonly MachineExpression[]): MachineExpression => [name, ...args];
const add = operation('add');
const sub = operation('sub');
const mul = operation('mul');
const div = operation('div');
const neg = operation('neg');
const abs = operation('abs');
const min = operation('min');
const max = operation('max');
const lt = operation('lt');
const eq = operation('eq');
const select = operation('select');
const pow2 = operation('pow2');
const exponent = operation('exponent');
const x = 'x';

const horner = (t: MachineExpression, coefficients: readonly number[]): MachineExpression =>
  coefficients.reduceRight<MachineExpression>(
    (sum, c, i) => (i === coefficients.length - 1 ? c : add(c, mul(t, sum))),
    0,
  );

const magic = 1.5 * 2 ** 52;
const nearest = (y: MachineExpression) => sub(add(y, magic), magic);

const ln2High = 6.9314718036912381649e-1;
const ln2Low = 1.90821492927058770002e-10;
const coth = [
  0.333333333333327, -0.022222222220050842, 0.0021164018741147398, -0.00021162840755613934,
  2.1116412267680527e-5,
];
const bias = 0.08496;

function reduced(y: MachineExpression) {
  const shifted = add(sub(mul(y, 1.4426950408889634), bias), magic);
  const k = sub(shifted, magic);
  const kMinus1 = sub(shifted, magic + 1);
  const high = sub(y, mul(k, ln2High));
  const low = mul(k, ln2Low);
  const r = sub(high, low);
  const t = mul(r, r);
  const c = sub(
    r,
    mul(
      t,
      horner(
        t,
        coth.map((c, i) => c / 2 / 4 ** i),
      ),
    ),
  );
  const tail = sub(div(mul(r, c), sub(2, c)), low);
  return { k, kMinus1, high, tail, t };
}

function exp(): MachineExpression {
  const { k, high, tail } = reduced(min(max(x, -746), 710));
  const z = add(1, add(high, tail));
  const first = min(max(k, -1000), 1023);
  return mul(mul(z, pow2(first)), pow2(sub(k, first)));
}

function expm1(): MachineExpression {
  const { kMinus1, high, tail, t } = reduced(min(max(x, -40), 710));
  const half = pow2(kMinus1);
  const a = sub(half, 0.5);
  const b = mul(half, high);
  const h = add(a, b);
  const lost = add(sub(b, sub(h, a)), sub(sub(half, a), 0.5));
  const result = add(h, add(lost, mul(half, tail)));
  return select(lt(t, 2 ** -140), x, add(result, result));
}

const lg = [
  6.66666666666673513e-1, 3.999999999940941908e-1, 2.857142874366239149e-1, 2.222219843214978396e-1,
  1.818357216161805012e-1, 1.531383769920937332e-1, 1.479819860511658591e-1,
];

function logOf(
  k: MachineExpression,
  f: MachineExpression,
  low: (kLow: MachineExpression) => MachineExpression,
) {
  const s = div(f, add(2, f));
  const z = mul(s, s);
  const r = mul(z, horner(z, lg));
  const tail = sub(mul(s, sub(f, r)), low(mul(k, ln2Low)));
  const kh = mul(k, ln2High);
  const sum = add(kh, f);
  return add(sum, sub(sub(f, sub(sum, kh)), tail));
}

function log(): MachineExpression {
  const below1 = lt(x, 1);
  const scaled = mul(x, select(below1, 2 ** 54, 2 ** -54));
  const e = exponent(mul(scaled, Math.SQRT2));
  const m = mul(scaled, pow2(neg(e)));
  const k = add(e, select(below1, -54, 54));
  const result = logOf(k, sub(m, 1), (low) => low);
  return select(lt(0, x), select(lt(x, Infinity), result, x), select(eq(x, 0), -Infinity, NaN));
}

function log1p(): MachineExpression {
  const u = add(1, x);
  const c = sub(x, sub(u, 1));
  const e = exponent(mul(u, Math.SQRT2 / 4));
  const scale = pow2(neg(e));
  const k = add(e, 2);
  const fh = sub(mul(u, scale), 4);
  const fl = mul(c, scale);
  const f4 = add(fh, fl);
  const s = div(f4, add(8, f4));
  const z = mul(s, s);
  const r = mul(
    z,
    horner(
      z,
      lg.map((c) => 4 * c),
    ),
  );
  const tail = sub(mul(s, sub(f4, r)), mul(k, 4 * ln2Low));
  const kh = mul(k, 4 * ln2High);
  const sum = add(kh, fh);
  const result = min(x, mul(0.25, add(sum, sub(add(sub(fh, sub(sum, kh)), fl), tail))));
  return select(lt(-1, x), select(lt(x, Infinity), result, x), select(eq(x, -1), -Infinity, NaN));
}

function tanh(): MachineExpression {
  const a = min(abs(x), 20);
  const shifted = add(sub(mul(a, 2 * 1.4426950408889634), bias), magic);
  const k = sub(shifted, magic);
  const tau = sub(pow2(sub(shifted, magic + 1)), 0.5);
  const high = sub(a, mul(k, ln2High / 2));
  const low = mul(k, ln2Low / 2);
  const rho = sub(high, low);
  const t = mul(rho, rho);
  const w = mul(t, horner(t, coth));
  const C = add(1, w);
  const Y = mul(tau, add(C, rho));
  const inverse = div(1, add(Y, C));
  const u = sub(1, mul(add(Y, rho), inverse));
  const q = sub(1, u);
  const h = mul(tau, u);
  const d = sub(h, q);
  const residual = add(add(d, high), sub(add(mul(d, w), mul(h, rho)), low));
  const result = add(q, mul(residual, inverse));
  return max(min(x, result), neg(result));
}

export const functions: Readonly<Record<FunctionName, MachineExpression>> = {
  sign: ['select', ['lt', 0, 'x'], 1, ['select', ['lt', 'x', 0], -1, 'x']],
  exp: exp(),
  expm1: expm1(),
  log: log(),
  log1p: log1p(),
  tanh: tanh(),
};
void nearest;
