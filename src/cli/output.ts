/** What an output file must not be. */
import { UsageError } from '../errors.js';
import { wouldReplace } from '../files/same-file.js';

/** Throws a `UsageError` where `out` is one of the files that the command reads; `-` is standard output. */
export function refuseInputs(out: string, inputs: readonly string[]): void {
  if (out === '-') return;
  const input = inputs.find((path) => wouldReplace(out, path));
  if (input === undefined) return;
  const same = input === out ? 'an input of this command' : `the same file as the input ${input}`;
  throw new UsageError(
    'USAGE_OUT_IS_INPUT',
    `--out ${out}: this is ${same} and would be replaced; write to another path`,
  );
}
