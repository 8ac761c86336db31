/** Between a function of the columns as they came and its point in the frame, against exact arithmetic. */
import { expect, test } from 'vitest';
import { random } from '#chainrule/random.js';
import { centredPoint, predictionAt } from '#chainrule/solve/exact/point.js';
import { type Dyadic, dyadic, minus, plus, product, sum } from '../dyadic.js';
import { approximately, exactly } from '../in-frame.js';

const power = (e: number): Dyadic => ({ m: 1n, e });
const absolute = (x: Dyadic) => Math.abs(approximately(x));

/** A frame and a function; columns may be 2^40 spreads away from 0. */
function example(seed: number) {
  const source = random(seed, 'point');
  const number = (bits: number) => (source.uniform() - 0.5) * 2 ** (source.below(2 * bits + 1) - bits);
  const features = 1 + source.below(4);
  const exponent = Int32Array.from({ length: features + 1 }, () => source.below(41) - 20);
  const centre = Float64Array.from(exponent, () => source.uniform() * 2 - 1);
  const near = (j: number) => centre[j]! * (1 + number(3) * 2 ** -source.below(53)) * 2 ** exponent[j]!;
  const means = Float64Array.from({ length: features }, (_, j) => near(j));
  const weights = Float64Array.from({ length: features }, () => number(20));
  const atMeans = seed % 2 === 0 ? near(features) : number(30);
  const scale = Float64Array.from(exponent, (e) => 2 ** -e);
  const constant = new Array<boolean>(features + 1).fill(false);
  const frame = { columns: features + 1, exponent, scale, centre, constant };
  return { columns: { frame, features }, means, weights, atMeans };
}

test.each(Array.from({ length: 100 }, (_, seed) => seed))('seed %i', (seed) => {
  const { columns, ...linear } = example(seed);
  const { weights, means, atMeans } = linear;
  const { exponent, centre } = columns.frame;
  const d = columns.features;
  const { v, beta, idle } = centredPoint(columns, linear);
  expect(idle).toBe(0);
  const slopes = Array.from(weights, (weight, j) =>
    product(dyadic(weight), power(exponent[j]! - exponent[d]!)),
  );
  expect(v.map((slope) => absolute(minus(exactly(slope), slopes.shift()!)))).toEqual(
    new Array<number>(d).fill(0),
  );
  const terms = v.map((slope, j) =>
    product(exactly(slope), minus(product(dyadic(means[j]!), power(-exponent[j]!)), dyadic(centre[j]!))),
  );
  const outcome = product(dyadic(atMeans), power(-exponent[d]!));
  const expected = minus(minus(outcome, dyadic(centre[d]!)), sum(terms));
  const size = absolute(outcome) + 1 + terms.reduce((total, term) => total + absolute(term), 0);
  expect(absolute(minus(exactly(beta), expected))).toBeLessThanOrEqual(2 ** -98 * size);

  // Back, at these means and at others.
  expect(Math.abs(predictionAt(columns, { v, beta, idle }, means) - atMeans)).toBeLessThanOrEqual(
    2 ** -98 * size * 2 ** exponent[d]!,
  );
  const others = means.map((mean) => mean * (1 + 2 ** -20));
  const steps = Array.from(weights, (weight, j) =>
    product(dyadic(weight), minus(dyadic(others[j]!), dyadic(means[j]!))),
  );
  const there = plus(dyadic(atMeans), sum(steps));
  const off = absolute(minus(dyadic(predictionAt(columns, { v, beta, idle }, others)), there));
  expect(off).toBeLessThanOrEqual(2 ** -53 * absolute(there) + 2 ** -96 * size * 2 ** exponent[d]!);
});
