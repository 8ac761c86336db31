/** Several runs in turn: every subject once, then every subject again, so that a slow minute hits them all alike. */

import { homedir } from 'node:os';
import { join } from 'node:path';

const root = join(import.meta.dirname, '..', '/');

/** A pause between runs, in which thread pools that spin for new work go to sleep. */
const pauseMilliseconds = 300;

/**
 * @typedef {object} Subject
 * @property {string} name
 * @property {() => Promise<{once(): Promise<Record<string, number>>, close?(): Promise<void>}>} start
 *
 * @typedef {object} Measured
 * @property {string} name
 * @property {Record<string, number[]>} values run by run
 * @property {Record<string, number>} median
 * @property {string} [missing] why there are no values
 */

/**
 * Runs subjects in turn, after `warmUps` rounds that do not count. One that fails is left out, and says why. `late` tells
 * that time is up: then one round that counts is enough.
 */
export async function inTurn(subjects, { rounds, warmUps, say, late }) {
  const running = [];
  for (const { name, start } of subjects) {
    const measured = { name, values: {}, median: {} };
    const run = await attempt(measured, start);
    running.push({ measured, run });
  }
  for (let left = warmUps; left > 0 && !late(); left--) await everyOne(running, () => undefined);
  for (let left = rounds; left === rounds || (left > 0 && !late()); left--) {
    await everyOne(running, ({ name, values }, numbers) => {
      for (const [key, value] of Object.entries(numbers)) {
        values[key] ??= [];
        values[key].push(value);
        say(`${name}: ${key} ${value.toPrecision(4)}`);
      }
    });
  }
  for (const { run } of running) await run?.close?.();
  for (const { measured } of running) {
    for (const [key, values] of Object.entries(measured.values)) measured.median[key] = median(values);
  }
  return running.map(({ measured }) => measured);
}

async function everyOne(running, take) {
  for (const { measured, run } of running) {
    if (measured.missing !== undefined) continue;
    await new Promise((resolve) => setTimeout(resolve, pauseMilliseconds));
    const numbers = await attempt(measured, run.once);
    if (numbers !== undefined) take(measured, numbers);
  }
}

async function attempt(measured, action) {
  try {
    return await action();
  } catch (error) {
    measured.missing = withoutPaths(error.message);
    measured.values = {};
    return undefined;
  }
}

/** What goes into a report names no folder of this machine. */
export function withoutPaths(text) {
  return text.replaceAll(root, '').replaceAll(homedir(), '~');
}

export function median(values) {
  const sorted = [...values].sort((a, b) => a - b);
  const upper = Math.floor(sorted.length / 2);
  return (sorted[upper] + sorted[sorted.length - 1 - upper]) / 2;
}
