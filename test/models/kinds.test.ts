/** What every built-in model says of itself is true of its graph. A new entry in the list is checked with the others. */
import { describe, expect, it } from 'vitest';
import { evaluate } from '#chainrule/graph/evaluate.js';
import { initialParameters } from '#chainrule/graph/init.js';
import { compile } from '#chainrule/graph/program.js';
import { steepest } from '#chainrule/models/curvature.js';
import { buildModel, kindOf, kinds } from '#chainrule/models/kinds.js';
import type { Model } from '#chainrule/models/model.js';
import { type Random, random } from '#chainrule/random.js';

const features = 3;
const cases = kinds.flatMap(({ name, build }) =>
  [true, false].flatMap((intercept) =>
    [0, 0.25].map((l2Reg) => ({ name, intercept, l2Reg, model: build({ features, intercept, l2Reg }) })),
  ),
);

interface Point {
  readonly x: readonly number[];
  readonly y: number;
  readonly w: readonly number[];
  readonly b: number;
}

const draw = (source: Random) => 4 * source.uniform() - 2;
const vector = (source: Random) => Array.from({ length: features }, () => draw(source));
const pointOf = (source: Random): Point => ({
  ...{ x: vector(source), y: source.below(2), w: vector(source), b: draw(source) },
});

/** J at a point, moved by t along a direction. */
function objectiveAt({ graph, roles }: Model, { x, y, w, b }: Point, t = 0, along?: Point): number {
  const { weights = '', intercept } = roles.linear ?? {};
  const moved = w.map((value, j) => value + t * (along?.w[j] ?? 0));
  const leaves = { [roles.input]: x, [roles.outcome]: y, [weights]: moved };
  const all = intercept === undefined ? leaves : { ...leaves, [intercept]: b + t * (along?.b ?? 0) };
  return evaluate(graph, all).objective;
}

const square = (v: readonly number[]) => v.reduce((sum, value) => sum + value * value, 0);

describe('the list of models', () => {
  it('has a name for each, by which it is built', () => {
    const names = kinds.map(({ name }) => name);
    expect(new Set(names).size).toBe(names.length);
    for (const { name, model, ...options } of cases) {
      expect(model.name).toBe(name);
      expect(buildModel(name, { ...options, features })).toEqual(model);
    }
    expect(kindOf('none')).toBeUndefined();
  });
});

describe.each(cases)('$name, intercept $intercept, λ = $l2Reg', ({ model, intercept }) => {
  it('is plain data, and crosses threads as such', () => {
    expect(JSON.parse(JSON.stringify(model))).toEqual(model);
  });

  it('starts at 0, and b at the mean outcome where it says so', () => {
    const theta = [...initialParameters(compile(model.graph), 7, 2.5)];
    expect(theta).toEqual(intercept ? [0, 0, 0, 2.5] : [0, 0, 0]);
    expect(model.initial).toBe(intercept ? 'meanOutcome' : 'zero');
  });

  it('is nowhere steeper than its curvature says', () => {
    const { curvature } = model;
    if (curvature === undefined) return;
    expect(curvature.intercept).toBe(intercept);
    const source = random(1, 'curvature');
    for (let k = 0; k < 50; k++) {
      const [point, way] = [pointOf(source), pointOf(source)];
      const length = Math.sqrt(square(way.w) + (intercept ? way.b ** 2 : 0));
      const along = { ...way, w: way.w.map((value) => value / length), b: way.b / length };
      const step = 1e-3;
      const [up, at, down] = [step, 0, -step].map((t) => objectiveAt(model, point, t, along));
      const second = (up! - 2 * at! + down!) / step ** 2;
      expect(second).toBeGreaterThan(-1e-4);
      const bound = steepest(curvature, square(point.x) + (intercept ? 1 : 0));
      expect(second).toBeLessThan(bound * (1 + 1e-6) + 1e-4);
    }
  });

  it('has the J that is solved exactly and certified', () => {
    for (const squares of [model.exact, model.certificate]) {
      if (squares === undefined) continue;
      const source = random(2, 'squares');
      const { x, y, w, b } = pointOf(source);
      const prediction = w.reduce((sum, value, j) => sum + value * x[j]!, intercept ? b : 0);
      const expected = (y - prediction) ** 2 + squares.l2Reg * square(w);
      expect(objectiveAt(model, { x, y, w, b })).toBeCloseTo(expected, 12);
      expect(squares).toMatchObject(model.roles.linear ?? {});
    }
    if (model.statistics) expect(model.exact?.l2Reg).toBe(0);
  });

  it('names a linear role where its file has weights', () => {
    if (model.file === 'weights') expect(model.roles.linear).toBeDefined();
  });
});
