/** Codes that steps and reductions are made of, beside those of ops. */
import { type Code, codeOf } from './code.js';
import { abs, add, div, mul, square, sub } from './expression.js';

export const identity = codeOf(['a'], ['a']);
export const total = codeOf([add('a', 'b')], ['a', 'b']);
/** r² and |r| of r = y − ŷ. */
export const errors = codeOf([square(sub('y', 'p')), abs(sub('y', 'p'))], ['y', 'p']);
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

function memo(codeWith: (value: number) => Code): (value: number) => Code {
  const known = new Map<number, Code>();
  return (value) => {
    const code = known.get(value) ?? codeWith(value);
    known.set(value, code);
    return code;
  };
}
