/** Durations as users write them: `50ms`, `30s`, `5m`, or `1000steps`. */
import { defined } from '../errors.js';

export type Duration = { readonly milliseconds: number } | { readonly steps: number };

export const durationPattern = /^([1-9]\d{0,8})(ms|s|m|h|steps)$/;

/** What a duration looks like, for messages. */
export const expectedDuration = 'a duration such as 30s, 5m, 50ms or 1000steps';

const milliseconds = new Map(Object.entries({ ms: 1, s: 1000, m: 60_000, h: 3_600_000 }));

/** Undefined for what is no duration. */
export function parseDuration(text: string): Duration | undefined {
  const [, digits, unit] = durationPattern.exec(text) ?? [];
  if (digits === undefined || unit === undefined) return undefined;
  const count = Number(digits);
  return unit === 'steps'
    ? { steps: count }
    : { milliseconds: count * defined(milliseconds.get(unit), `unit ${unit}`) };
}

/** Whether it is a number of steps; false for what is no duration. */
export function isInSteps(value: unknown): boolean {
  return typeof value === 'string' && 'steps' in (parseDuration(value) ?? {});
}
