/** The built command, run as a user runs it. */
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

export interface Ended {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

const root = fileURLToPath(new URL('../..', import.meta.url));

/** Runs `chainrule` in the checkout; `npm test` has built it before. */
export function chainrule(...args: readonly string[]): Ended {
  const file = fileURLToPath(new URL('../../dist/cli/chainrule.js', import.meta.url));
  const { status, stdout, stderr } = spawnSync(process.execPath, [file, ...args], {
    cwd: root,
    encoding: 'utf8',
    maxBuffer: 1 << 26,
  });
  return { status, stdout, stderr };
}
