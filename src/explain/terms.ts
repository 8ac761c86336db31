/** Products in symbols: −2r·xⱼ is −1 · 2 times r times xⱼ. */
import type { Slope } from '../graph/writing.js';

export interface Term {
  readonly times: number;
  readonly by: readonly string[];
  /** The index that the product is summed over. */
  readonly over?: string | undefined;
}

/** A term times ∂out/∂in. */
export function through(term: Term, { times = 1, by = [], over }: Slope): Term {
  return { times: term.times * times, by: [...term.by, ...by], over: over ?? term.over };
}

/** E.g. `−2r·xⱼ`, `Σₖ ∂J/∂zₖ·Wₖⱼ`, `1`. */
export function writeTerm({ times, by, over }: Term): string {
  if (times === 0) return '0';
  const sum = over === undefined ? '' : `Σ${over} `;
  const sign = times < 0 ? '−' : '';
  const size = Math.abs(times);
  if (by.length === 0) return `${sum}${sign}${size}`;
  const [only = ''] = by;
  // Alone it needs no parentheses.
  if (by.length === 1 && times === 1 && over === undefined) return only.replace(/^\((.*)\)$/, '$1');
  const product = by.join('·');
  if (size === 1) return sum + sign + product;
  return `${sum}${sign}${size}${/^[\d∂]/.test(product) ? '·' : ''}${product}`;
}
