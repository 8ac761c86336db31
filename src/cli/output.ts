/** What outputs must not be: an input of the command. */
import { basename, join } from 'node:path';
import { fromFailure, toFailure, UsageError } from '../errors.js';
import { isOpenAs, wouldReplace } from '../files/same-file.js';
import { canWrite, isReplaced, writeWhole } from '../files/write-whole.js';
import { visible } from '../text/visible.js';
import { holdingSignals } from './signals.js';

/** The code of the error that must not be printed on standard error. */
export const stderrIsInput = 'USAGE_STDERR_IS_INPUT';

/** `-` for standard output, by whichever name it was given. */
export function outFlag(out: string): string {
  return /^\/(?:dev\/stdout|(?:dev|proc\/self)\/fd\/1)$/.test(out) ? '-' : out;
}

/** Throws a `UsageError` where `out` is one of the files that the command reads; `-` is standard output. */
export function refuseInputs(out: string, inputs: readonly string[]): void {
  refuseRedirection(inputs);
  if (out === '-') return;
  const input = inputs.find((path) => wouldReplace(out, path));
  if (input === undefined) return;
  const same = input === out ? 'an input of this command' : `the same file as the input ${visible(input)}`;
  throw new UsageError(
    'USAGE_OUT_IS_INPUT',
    `--out ${visible(out)}: this is ${same} and would be replaced; write to another path`,
  );
}

/** Throws a `UsageError` where the shell lets standard output or standard error write to one of the files that the command reads. */
export function refuseRedirection(inputs: readonly string[]): void {
  const [output, log] = [1, 2].map((descriptor) => inputs.find((path) => isOpenAs(descriptor, path)));
  const text = (stream: string, path: string) =>
    `${stream} is redirected to the input ${visible(path)}; redirect it to another file`;
  // There is nowhere left to say why.
  if (output !== undefined && log !== undefined) process.exit(64);
  if (log !== undefined) throw new UsageError(stderrIsInput, text('standard error', log));
  if (output !== undefined) throw new UsageError('USAGE_STDOUT_IS_INPUT', text('standard output', output));
}

/** Tries whether `out` can be written; throws as `canWrite`. */
export async function tryOutput(out: string): Promise<void> {
  await holdingSignals(() => canWrite(out));
}

/** The file in the folder of `--out-fallback` to which the model goes where `out` cannot be written. */
export function fallbackFor(out: string, folder: string | undefined): string | undefined {
  if (folder === undefined) return undefined;
  if (out !== '-') return join(folder, basename(out));
  throw new UsageError(
    'USAGE_FALLBACK',
    '--out-fallback requires --out FILE; it cannot be combined with --out -',
  );
}

/**
 * Writes `out` whole or not at all, and leaves no temporary file where a signal arrives meanwhile. Where that fails, writes
 * `fallback` instead, and throws the error all the same: `out` is not what it should be.
 */
export async function writeOutput(out: string, text: string, fallback?: string): Promise<void> {
  try {
    // Writing to a pipe may wait for its reader.
    if (isReplaced(out)) await holdingSignals(() => writeWhole(out, text));
    else writeWhole(out, text);
  } catch (error) {
    if (fallback === undefined) throw error;
    await writeOutput(fallback, text);
    const failure = toFailure(error);
    throw fromFailure({ ...failure, message: `${failure.message}\nwritten to ${visible(fallback)} instead` });
  }
}
