/** Codes that steps and reductions are made of, beside those of ops. */
import { type Code, codeOf } from './code.js';
import {
  abs,
  add,
  div,
  type Expression,
  eq,
  half,
  le,
  log,
  log1p,
  lt,
  mul,
  neg,
  select,
  square,
  sub,
} from './expression.js';

export const identity = codeOf(['a'], ['a']);
export const total = codeOf([add('a', 'b')], ['a', 'b']);
/** r² and |r| of r = y − ŷ. */
const residualErrors: readonly Expression[] = [square(sub('y', 'p')), abs(sub('y', 'p'))];
/** The same of r. */
export const errorsOfResiduals = codeOf([square('r'), abs('r')], ['r']);
export const errorsOfValues = codeOf(residualErrors, ['y', 'p']);
/**
 * Also, of a probability ŷ that y is 1: −ln ŷ or −ln(1 − ŷ), and whether y is the more probable outcome. NaN where y is
 * neither 0 nor 1, or ŷ no probability.
 */
export const errorsOfProbabilities = codeOf(
  [
    ...residualErrors,
    ofProbability(neg(log('p')), neg(log1p(neg('p')))),
    ofProbability(select(le(half, 'p'), 1, 0), select(lt('p', half), 1, 0)),
  ],
  ['y', 'p'],
);
/** Of SVRG: g(θ) − g(θ̃) + ∇J(θ̃). */
export const corrected = codeOf([add(sub('a', 'b'), 'c')], ['a', 'b', 'c']);

/** θ − η·g */
export const descent = codeOf([sub('theta', mul('eta', 'g'))], ['theta', 'g', 'eta']);
/** m + c·(θ − m) */
export const averaging = codeOf([add('m', mul('c', sub('theta', 'm')))], ['m', 'theta', 'c']);

/** a/n */
export const quotientBy = memo((n) => codeOf([div('a', n)], ['a']));
/** factor·a + b */
export const scaledTotal = memo((factor) => codeOf([add(mul(factor, 'a'), 'b')], ['a', 'b']));

function ofProbability(ofOne: Expression, ofZero: Expression): Expression {
  const ofOutcome = select(eq('y', 1), ofOne, select(eq('y', 0), ofZero, Number.NaN));
  return select(lt('p', 0), Number.NaN, select(lt(1, 'p'), Number.NaN, ofOutcome));
}

function memo(codeWith: (value: number) => Code): (value: number) => Code {
  const known = new Map<number, Code>();
  return (value) => {
    const code = known.get(value) ?? codeWith(value);
    known.set(value, code);
    return code;
  };
}
