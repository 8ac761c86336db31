/** What one step does, by value: v ← βv + g, θ ← θ − ηv, the average, SVRG's correction, and what it leaves alone. */
import { describe, expect, it } from 'vitest';
import { openState, type StateParts, stateLength } from '#chainrule/train/state.js';
import { startSchedule } from '#chainrule/train/step-size.js';
import { Update } from '#chainrule/train/update.js';
import { plainWorkspace } from '../support/plain-workspace.js';

const places = [
  { offset: 0, size: 2 },
  { offset: 2, size: 1 },
];

function updating(parts: Partial<StateParts>) {
  const all: StateParts = { momentum: 0, averaging: false, solver: 'sgd', ...parts };
  const state = openState(new Float64Array(stateLength(3, all)), 3, all);
  startSchedule(state.schedule, { initial: 0.5, decay: 0, root: false });
  state.theta.set([8, 16, 32]);
  const { kernels, allocate } = plainWorkspace;
  return { state, update: new Update({ places, state, momentum: all.momentum, kernels, allocate }) };
}

const gradients = [Float64Array.of(2, 4), Float64Array.of(8)];

describe('a step', () => {
  it('goes along the gradient', () => {
    const { state, update } = updating({});
    expect(update.take(gradients)).toBe(true);
    expect([...state.theta]).toEqual([7, 14, 28]);
    expect(gradients[0]).toEqual(Float64Array.of(2, 4));
  });

  it('with momentum goes along βv + g', () => {
    const { state, update } = updating({ momentum: 0.5 });
    update.take(gradients);
    update.take(gradients);
    expect([...state.velocity!]).toEqual([3, 6, 12]);
    expect([...state.theta]).toEqual([8 - 1 - 1.5, 16 - 2 - 3, 32 - 4 - 6]);
  });

  it('counts θₜ by 8/(t + 7) in the average', () => {
    const { state, update } = updating({ averaging: true });
    update.take(gradients);
    expect([...state.mean!]).toEqual([7, 14, 28]);
    update.take(gradients);
    expect(state.mean![0]).toBeCloseTo(7 + (8 / 9) * (6 - 7), 14);
    expect(state.parameters).toBe(state.mean);
  });

  it('of SVRG goes along g(θ) − g(θ̃) + ∇J(θ̃)', () => {
    const { state, update } = updating({ solver: 'svrg' });
    state.anchorGradient!.set([1, 1, 1]);
    update.take(gradients, [Float64Array.of(1, 2), Float64Array.of(4)]);
    expect([...state.theta]).toEqual([8 - 0.5 * 2, 16 - 0.5 * 3, 32 - 0.5 * 5]);
  });

  it('leaves a parameter alone that J does not depend on', () => {
    const { state, update } = updating({ momentum: 0.5, averaging: true });
    expect(update.take([new Float64Array(), Float64Array.of(8)])).toBe(true);
    expect([...state.theta]).toEqual([8, 16, 28]);
  });

  it('says so where θ is not finite after it', () => {
    for (const g of [Number.NaN, Number.POSITIVE_INFINITY, -Number.MAX_VALUE]) {
      const { state, update } = updating({});
      state.theta[2] = Number.MAX_VALUE;
      expect(update.take([Float64Array.of(0, 0), Float64Array.of(g)])).toBe(false);
    }
  });
});
