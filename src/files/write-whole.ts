/**
 * Writes files whole or not at all.
 *
 * The text goes to a new file in the same folder, to the disk, and then takes the place of the old one. All calls are
 * synchronous, so that no signal handler of this process comes between and leaves the new file behind.
 */
import fs from 'node:fs';
import { dirname, join, sep } from 'node:path';
import { CannotWriteError } from '../errors.js';
import { visible } from '../text/visible.js';
import { errorCode, writeFailure } from './file-errors.js';

/**
 * Whether a file could be written, asked before the work that makes its text: throws a `CannotWriteError` where there is no such
 * folder or the path is one, a `PermissionError` where writing is not permitted.
 */
export function canWrite(path: string): void {
  const { file, old } = target(path);
  if (old !== undefined && !old.isFile()) return;
  attempt(path, () => {
    // Rights, read-only disks and the like have many rules: trying is the only sure way.
    const temporary = temporaryName(dirname(file));
    fs.closeSync(fs.openSync(temporary, 'wx'));
    fs.rmSync(temporary);
  });
}

/** Throws like `canWrite`, and an `InputOutputError` where writing failed; an existing file is then as it was. */
export function writeWhole(path: string, text: string): void {
  const { file, old } = target(path);
  attempt(path, () => {
    // A device or pipe, such as /dev/null, is written to; it is not ours to replace.
    if (old !== undefined && !old.isFile()) fs.writeFileSync(file, text);
    else replace(file, text, old);
  });
}

/** Short, whatever the file is called, as names have a limit. */
function temporaryName(folder: string): string {
  return join(folder, `.chainrule-${process.pid}-${process.hrtime.bigint().toString(36)}.tmp`);
}

function replace(file: string, text: string, old: fs.Stats | undefined): void {
  const folder = dirname(file);
  const temporary = temporaryName(folder);
  const handle = fs.openSync(temporary, 'wx', 0o666);
  try {
    try {
      if (old !== undefined) keepOwnerAndMode(handle, old);
      fs.writeFileSync(handle, text);
      fs.fsyncSync(handle);
    } finally {
      fs.closeSync(handle);
    }
    fs.renameSync(temporary, file);
  } catch (error) {
    fs.rmSync(temporary, { force: true });
    throw error;
  }
  syncFolder(folder);
}

function keepOwnerAndMode(handle: number, { uid, gid, mode }: fs.Stats): void {
  try {
    fs.fchownSync(handle, uid, gid);
  } catch (error) {
    if (errorCode(error) !== 'EPERM') throw error; // only root may give files away
  }
  fs.fchmodSync(handle, mode & 0o777);
}

/** Makes the rename last; some systems know no such thing, and the file itself is safe without. */
function syncFolder(folder: string): void {
  try {
    const handle = fs.openSync(folder, 'r');
    try {
      fs.fsyncSync(handle);
    } finally {
      fs.closeSync(handle);
    }
  } catch {
    return;
  }
}

/** The file that is written, links followed, and what stands there now. */
function target(path: string): { file: string; old: fs.Stats | undefined } {
  if (path === '' || path.endsWith('/') || path.endsWith(sep)) {
    throw new CannotWriteError(
      'IS_A_FOLDER',
      `${visible(path) || '""'}: expected the name of a file to write, got a folder`,
    );
  }
  return attempt(path, () => {
    const old = fs.statSync(path, { throwIfNoEntry: false });
    const file = old === undefined ? path : fs.realpathSync(path);
    if (old?.isDirectory()) throw Object.assign(new Error('is a folder'), { code: 'EISDIR' });
    // A file that must not be written must not be replaced either, though its folder would allow it.
    if (old?.isFile()) fs.closeSync(fs.openSync(file, 'r+'));
    else if (old !== undefined) fs.accessSync(file, fs.constants.W_OK);
    else if (!fs.statSync(dirname(file)).isDirectory()) throw Object.assign(new Error(), { code: 'ENOTDIR' });
    return { file, old };
  });
}

function attempt<T>(path: string, act: () => T): T {
  try {
    return act();
  } catch (error) {
    throw writeFailure(error, path);
  }
}
