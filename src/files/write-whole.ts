/**
 * Writes files whole or not at all.
 *
 * The text goes to a new file in the same folder, to the disk, and then takes the place of the old one. All calls are
 * synchronous, so that no signal handler of this process comes between and leaves the new file behind.
 */
import fs from 'node:fs';
import { dirname, resolve, sep } from 'node:path';
import { CannotWriteError, ChainruleError } from '../errors.js';
import { visible } from '../text/visible.js';
import { errorCode, writeFailure } from './file-errors.js';
import { removeStaleFiles, temporaryPath } from './temporary-files.js';

/**
 * Whether a file could be written, asked before the work that makes its text: throws a `CannotWriteError` where there is no such
 * folder or the path is one, a `PermissionError` where writing is not permitted. Removes what killed processes have left there.
 */
export function canWrite(path: string): void {
  const found = target(path);
  if (!('replaces' in found)) return;
  attempt(path, () => {
    // Rights, read-only disks and the like have many rules: trying is the only sure way.
    const folder = dirname(found.replaces);
    const temporary = temporaryPath(folder, 'tmp');
    const handle = fs.openSync(temporary, 'wx');
    try {
      fs.closeSync(handle);
    } finally {
      fs.rmSync(temporary);
    }
    removeStaleFiles(folder);
  });
}

/** Throws like `canWrite`, and an `InputOutputError` where writing failed; an existing file is then as it was. */
export function writeWhole(path: string, text: string): void {
  const file = new WholeFile(path);
  try {
    file.write(text);
    file.commit();
  } catch (error) {
    file.discard();
    throw error;
  }
}

/**
 * A file that is written piece by piece and takes its place at the end, whole: what stands there before stays until
 * `commit`. All methods throw like `writeWhole`; a file that is not committed is to be discarded.
 */
export class WholeFile {
  readonly #path: string;
  readonly #target: Target;
  /** A new file beside the one that is replaced. */
  readonly #temporary: string | undefined;
  #handle: number | undefined;

  constructor(path: string) {
    const found = target(path);
    this.#path = path;
    this.#target = found;
    this.#temporary = 'replaces' in found ? temporaryPath(dirname(found.replaces), 'tmp') : undefined;
    this.#handle = attempt(path, () => {
      if (this.#temporary !== undefined) return fs.openSync(this.#temporary, 'wx', 0o666);
      const into = 'into' in found ? found.into : path;
      return typeof into === 'number' ? into : fs.openSync(into, 'w');
    });
  }

  get #open(): number {
    if (this.#handle === undefined) throw new Error(`${this.#path} has been committed or discarded`);
    return this.#handle;
  }

  write(text: string | Uint8Array): void {
    attempt(this.#path, () => fs.writeFileSync(this.#open, text));
  }

  commit(): void {
    const found = this.#target;
    const temporary = this.#temporary;
    attempt(this.#path, () => {
      if (temporary === undefined || !('replaces' in found)) {
        this.#close();
        return;
      }
      if (found.old !== undefined) keepOwnerAndMode(this.#open, found.old);
      fs.fsyncSync(this.#open);
      this.#close();
      fs.renameSync(temporary, found.replaces);
      syncFolder(dirname(found.replaces));
    });
  }

  /** Nothing happens after `commit`. */
  discard(): void {
    this.#close();
    if (this.#temporary !== undefined) fs.rmSync(this.#temporary, { force: true });
  }

  #close(): void {
    if (this.#handle === undefined) return;
    const handle = this.#handle;
    this.#handle = undefined;
    // A descriptor that the process was given is not ours to close.
    if (!('into' in this.#target) || handle !== this.#target.into) fs.closeSync(handle);
  }
}

/** Whether writing to the path replaces a file, or makes one; a device or pipe is written to. */
export function isReplaced(path: string): boolean {
  return 'replaces' in target(path);
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

/** A file to replace, links followed, and what is there now; or what is written to and not ours to replace. */
type Target =
  | { readonly replaces: string; readonly old: fs.Stats | undefined }
  /** A device or pipe, such as /dev/null, or an open descriptor. */
  | { readonly into: string | number };

function target(path: string): Target {
  if (path === '' || path.endsWith('/') || path.endsWith(sep)) {
    throw new CannotWriteError(
      'IS_A_FOLDER',
      `${visible(path) || '""'}: expected the name of a file to write, got a folder`,
    );
  }
  return attempt(path, () => {
    const descriptor = descriptorOf(path);
    if (descriptor !== undefined) {
      fs.fstatSync(descriptor);
      return { into: descriptor };
    }
    const old = fs.statSync(path, { throwIfNoEntry: false });
    if (old?.isDirectory()) throw Object.assign(new Error('is a folder'), { code: 'EISDIR' });
    if (old !== undefined && !old.isFile()) {
      fs.accessSync(path, fs.constants.W_OK);
      return { into: path };
    }
    const file = old === undefined ? linkTarget(path) : fs.realpathSync(path);
    // A file that must not be written must not be replaced either, though its folder would allow it.
    if (old !== undefined) fs.closeSync(fs.openSync(file, 'r+'));
    else attempt(file, () => checkFolder(dirname(file)));
    return { replaces: file, old };
  });
}

/** Opening /dev/fd/63 anew fails for sockets, and empties a regular file that a shell has opened to append to. */
function descriptorOf(path: string): number | undefined {
  if (path === '/dev/stderr') return 2;
  const number = /^\/(?:dev|proc\/self)\/fd\/(\d+)$/.exec(path)?.[1];
  return number === undefined ? undefined : Number(number);
}

/** Where a link leads whose target does not exist yet: that is what is written, as by a shell. */
function linkTarget(path: string): string {
  if (fs.lstatSync(path, { throwIfNoEntry: false })?.isSymbolicLink() !== true) return path;
  return linkTarget(resolve(fs.realpathSync(dirname(path)), fs.readlinkSync(path)));
}

function checkFolder(folder: string): void {
  if (!fs.statSync(folder).isDirectory()) throw Object.assign(new Error(), { code: 'ENOTDIR' });
}

function attempt<T>(path: string, act: () => T): T {
  try {
    return act();
  } catch (error) {
    throw error instanceof ChainruleError ? error : writeFailure(error, path);
  }
}
