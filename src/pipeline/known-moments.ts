/**
 * Saves the solver's first pass over the rows, `moments`, where reading them has given what it asks for: rows, range and
 * about the mean of every column. The mean need not have the same bits: the solver centres columns near it, no more
 * (src/solve/exact/frame.ts).
 */
import type { Moments } from '../data/moments.js';
import { type Runner, runnerWith } from '../solve/passes/block-pass.js';
import { momentsPartial } from '../solve/passes/moments-pass.js';

/** Answers `moments` from those of the same rows, in blocks of `blockRows`; all else runs. */
export function withKnownMoments(run: Runner, moments: Moments, blockRows: number): Runner {
  const known = momentsPartial(moments, Math.min(moments.rows, blockRows));
  const answer = async (pass: string, input: Float64Array) =>
    pass === 'moments' && known !== undefined ? known.slice() : run(pass, input);
  return runnerWith(answer, run);
}
