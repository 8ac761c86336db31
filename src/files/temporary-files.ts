/**
 * Temporary files beside the files they become, or for rows. Their names say which process made them, so that a later one can
 * remove what a killed process has left.
 */
import { createHash } from 'node:crypto';
import fs from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { errorCode } from './file-errors.js';

/** Folders are shared between machines and containers: processes of another one cannot be looked up here. */
const host = createHash('sha256').update(hostname()).digest('hex').slice(0, 8);

/** A new name in the folder: short, as names have a limit. */
export function temporaryPath(folder: string, extension: 'tmp' | 'rows'): string {
  return join(
    folder,
    `.chainrule-${host}-${process.pid}-${process.hrtime.bigint().toString(36)}.${extension}`,
  );
}

/** Removes the temporary files in the folder that processes of this machine have left that no longer run. */
export function removeStaleFiles(folder: string): void {
  for (const name of listed(folder)) {
    const [, by, process] = /^\.chainrule-([0-9a-f]{8})-(\d+)-[0-9a-z]+\.(?:tmp|rows)$/.exec(name) ?? [];
    if (by !== host || isRunning(Number(process))) continue;
    try {
      fs.rmSync(join(folder, name), { force: true });
    } catch (error) {
      // Somebody else's in a folder like /tmp.
      if (!isDenied(error)) throw error;
    }
  }
}

/** A folder may be written to but not listed. */
function listed(folder: string): string[] {
  try {
    return fs.readdirSync(folder);
  } catch (error) {
    if (isDenied(error)) return [];
    throw error;
  }
}

function isRunning(id: number): boolean {
  try {
    return process.kill(id, 0);
  } catch (error) {
    return errorCode(error) !== 'ESRCH';
  }
}

function isDenied(error: unknown): boolean {
  return ['EACCES', 'EPERM'].includes(errorCode(error));
}
