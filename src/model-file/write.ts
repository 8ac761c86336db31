/**
 * Model files out: whole or not at all.
 *
 * The text goes to a new file in the same folder, to the disk, and then takes the place of the old one. All calls are
 * synchronous, so that no signal handler of this process comes between and leaves the new file behind.
 */
import fs from 'node:fs';
import { dirname, join, sep } from 'node:path';
import { errorCode } from '../config/read-text.js';
import { CannotWriteError, InputOutputError, PermissionError } from '../errors.js';
import type { ModelFile } from './model-file.js';
import { toJson } from './plain.js';

/** The text of a model file; throws a `TrainingError` for a number that is not finite. */
export function stringifyModel(model: ModelFile): string {
  return `${JSON.stringify(toJson(model), null, 2)}\n`;
}

/**
 * Tells before a training whether its model could be written: throws a `CannotWriteError` where there is no such
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
export function writeModelFile(path: string, model: ModelFile): void {
  const text = stringifyModel(model);
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
      `${path || '""'}: expected the name of a file to write, got a folder`,
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

/** 73 where the file cannot be made, 77 where that is not permitted, 74 where writing failed half way. */
export function writeFailure(error: unknown, path: string): Error {
  const code = errorCode(error);
  const cause = { cause: error };
  const folder = dirname(path);
  switch (code) {
    case 'ENOENT':
      return new CannotWriteError(
        'NO_SUCH_FOLDER',
        `${path}: no such folder: ${folder}; make it, or write elsewhere`,
        cause,
      );
    case 'ENOTDIR':
      return new CannotWriteError(
        'NO_SUCH_FOLDER',
        `${path}: ${folder} is no folder; write elsewhere`,
        cause,
      );
    case 'EISDIR':
      return new CannotWriteError(
        'IS_A_FOLDER',
        `${path}: this is a folder; name a file, such as ${join(path, 'model.json')}`,
        cause,
      );
    case 'EROFS':
    case 'ENAMETOOLONG':
    case 'ELOOP':
    case 'EEXIST':
      return new CannotWriteError(
        'CANNOT_WRITE',
        `${path}: cannot be written: ${code}; write elsewhere`,
        cause,
      );
    case 'EACCES':
    case 'EPERM':
      return new PermissionError(
        'NOT_PERMITTED',
        `${path}: not permitted to write it; check the rights of the file and of ${folder}, or write elsewhere`,
        cause,
      );
    default:
      return new InputOutputError(
        'WRITE_FAILED',
        `${path}: writing failed: ${code}; what stood there is as it was`,
        cause,
      );
  }
}
