/** How the process ends: messages on standard error and the exit statuses of the contract. */
import { constants } from 'node:os';
import { ChainruleError } from '../errors.js';
import { errorCode } from '../files/file-errors.js';
import { visible } from '../text/visible.js';
import { stderrIsInput } from './output.js';

/** Says what went wrong and sets the exit status; a defect of the program shows its stack. */
export function endWith(error: unknown): void {
  if (error instanceof ChainruleError) {
    // What is read must not be written to.
    const stream = error.code === stderrIsInput ? process.stdout : process.stderr;
    stream.write(`${prefixed(error.message)}\n`);
    process.exitCode = error.exitStatus;
    return;
  }
  const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
  process.stderr.write(`error: internal error (a bug in chainrule, please report it):\n${text}\n`);
  process.exitCode = 1;
}

function prefixed(message: string): string {
  return message
    .split('\n')
    .map((line) => `error: ${visible(line)}`)
    .join('\n');
}

/**
 * A reader that went away is no error of ours: end quietly, as programs in a pipe do. Any other failure to write ends with 74, at
 * once for results on standard output, and after the work for what standard error was to say of it.
 */
export function heedFailedOutput(): void {
  for (const stream of [process.stdout, process.stderr]) {
    stream.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'EPIPE') process.exit(128 + constants.signals.SIGPIPE);
      process.exitCode = 74;
      if (stream === process.stderr) return;
      process.stderr.write(`error: standard output: writing failed: ${errorCode(error)}\n`);
      process.exit();
    });
  }
}
