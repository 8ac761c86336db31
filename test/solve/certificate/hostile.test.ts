/** Hostile problems: no weight that is not finite, no certificate below the true gap, never an error but 70. */
import { describe, expect, it } from 'vitest';
import { hostileProblem, hostileWideProblem } from '../hostile.js';
import { trial } from '../trial.js';

// CHAINRULE_HOSTILE=20000 for a long run.
const count = Number(process.env['CHAINRULE_HOSTILE'] ?? 2000);

describe('hostile problems', () => {
  it.each([
    ['as they come', hostileProblem, count],
    ['with fewer rows than columns', hostileWideProblem, Math.ceil(count / 4)],
  ] as const)(
    '%s end in finite weights or a reason, and no certificate is below the true gap',
    async (_, problemOf, problems) => {
      const faults: string[] = [];
      let certified = 0;
      let tight = 0;
      let withoutPass = 0;
      let dual = 0;
      for (let seed = 0; seed < problems; seed++) {
        const ended = await trial(problemOf(seed), seed);
        faults.push(...ended.faults.map((fault) => `seed ${seed}: ${fault}`));
        if (ended.certified) certified += 1;
        if (ended.tight) tight += 1;
        if (ended.withoutPass) withoutPass += 1;
        if (ended.dual) dual += 1;
      }
      expect(faults).toEqual([]);
      // Not by refusing to answer, nor by bounds so wide that nothing could be wrong.
      expect(certified).toBeGreaterThan(0.7 * problems);
      expect(tight).toBeGreaterThan(0.2 * problems);
      if (problemOf === hostileProblem) expect(withoutPass).toBeGreaterThan(0.2 * problems);
      else expect(dual).toBeGreaterThan(0.7 * problems);
    },
    600_000,
  );
});
