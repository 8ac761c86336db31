/** How the executables start: what they need is loaded only where it can run. */
import { unsupported } from './systems.js';

/** Runs an executable, or says in one line why not: 69 is the status of what is not available. */
export async function runSupported(run: () => Promise<void>): Promise<void> {
  const why = unsupported(process);
  if (why === undefined) return run();
  process.stderr.write(`error: ${why}\n`);
  process.exitCode = 69;
}
