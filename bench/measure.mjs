/** Several runs in turn: every subject once, then every subject again, so that a slow minute hits them all alike. */

/** A pause between runs, in which thread pools that spin for new work go to sleep. */
const pauseMilliseconds = 60;

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

/** Runs subjects in turn, after `warmUps` rounds that do not count. One that fails is left out, and says why. */
export async function inTurn(subjects, { rounds, warmUps = 1, say = () => undefined }) {
  const running = [];
  for (const { name, start } of subjects) {
    const measured = { name, values: {}, median: {} };
    const run = await attempt(measured, start);
    running.push({ measured, run });
  }
  for (let round = -warmUps; round < rounds; round++) {
    for (const { measured, run } of running) {
      if (measured.missing !== undefined) continue;
      await new Promise((resolve) => setTimeout(resolve, pauseMilliseconds));
      const values = await attempt(measured, run.once);
      for (const [key, value] of Object.entries(values ?? {})) {
        if (round < 0) continue;
        measured.values[key] ??= [];
        measured.values[key].push(value);
        say(`${measured.name}: ${key} ${value.toPrecision(4)}`);
      }
    }
  }
  for (const { run } of running) await run?.close?.();
  for (const { measured } of running) {
    for (const [key, values] of Object.entries(measured.values)) measured.median[key] = median(values);
  }
  return running.map(({ measured }) => measured);
}

async function attempt(measured, action) {
  try {
    return await action();
  } catch (error) {
    measured.missing = error.message;
    measured.values = {};
    return undefined;
  }
}

export function median(values) {
  const sorted = [...values].sort((a, b) => a - b);
  const upper = Math.floor(sorted.length / 2);
  return (sorted[upper] + sorted[sorted.length - 1 - upper]) / 2;
}
