/** Runs the built commands as real processes. */
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { constants } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { inject } from 'vitest';

export interface Ended {
  /** The exit status as a shell shows it: 128 + n where signal n ended the process. */
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export const executable = (name: 'train' | 'chainrule') => join(inject('dist'), 'cli', `${name}.js`);

export function start(name: 'train' | 'chainrule', args: readonly string[], cwd: string): ChildProcess {
  return spawn(process.execPath, [executable(name), ...args], { cwd, stdio: ['ignore', 'pipe', 'pipe'] });
}

export async function ended(child: ChildProcess): Promise<Ended> {
  if (child.stdout === null || child.stderr === null) throw new Error('no output to read');
  const [stdout, stderr, [status, signal]] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    once(child, 'close'),
  ]);
  return { status: status ?? 128 + constants.signals[signal as NodeJS.Signals], stdout, stderr };
}

export function command(name: 'train' | 'chainrule', args: readonly string[], cwd: string): Promise<Ended> {
  return ended(start(name, args, cwd));
}

/** Runs `chainrule` in the checkout, where data/ and configs/ are, and waits for it. */
export function chainrule(...args: readonly string[]): Ended {
  const cwd = fileURLToPath(new URL('../..', import.meta.url));
  const options = { cwd, encoding: 'utf8', maxBuffer: 1 << 26 } as const;
  const { status, stdout, stderr } = spawnSync(process.execPath, [executable('chainrule'), ...args], options);
  return { status, stdout, stderr };
}
