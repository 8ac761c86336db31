/** Where a whole file is written: links are followed, devices and pipes are written to, and nothing else is replaced. */
import { spawnSync } from 'node:child_process';
import {
  closeSync,
  existsSync,
  lstatSync,
  mkdirSync,
  openSync,
  readFileSync,
  statSync,
  symlinkSync,
} from 'node:fs';
import { describe, expect, it } from 'vitest';
import { canWrite, writeWhole } from '#chainrule/files/write-whole.js';
import { temporaryFolder } from '../support/folder.js';

const folder = temporaryFolder();
const write = (path: string, text: string) => {
  canWrite(path);
  writeWhole(path, text);
};

describe('writing whole files', () => {
  it('follows a link, also one whose target does not exist yet, through other links and folders', () => {
    mkdirSync(folder.file('there'));
    symlinkSync('there', folder.file('linked'));
    symlinkSync('../new.json', folder.file('there/up'));
    symlinkSync('linked/up', folder.file('link'));
    for (const text of ['first', 'second']) {
      write(folder.file('link'), text);
      expect(lstatSync(folder.file('link')).isSymbolicLink()).toBe(true);
      expect(readFileSync(folder.file('new.json'), 'utf8')).toBe(text);
    }
  });

  it('refuses a link into a folder that is not there, and one to itself, naming them', () => {
    symlinkSync('missing/m.json', folder.file('dangling'));
    expect(() => canWrite(folder.file('dangling'))).toThrow(/missing\/m\.json: no such folder: .*missing;/);
    symlinkSync('loop', folder.file('loop'));
    expect(() => canWrite(folder.file('loop'))).toThrow(/loop: cannot be written: ELOOP/);
    expect(lstatSync(folder.file('dangling')).isSymbolicLink()).toBe(true);
    expect(existsSync(folder.file('missing'))).toBe(false);
  });

  it('writes to a device and leaves it alone', () => {
    write('/dev/null', 'text');
    expect(statSync('/dev/null').isCharacterDevice()).toBe(true);
  });

  it('writes to an open descriptor where it stands, without replacing its file', () => {
    const path = folder.write('log', 'before\n');
    const descriptor = openSync(path, 'a');
    write(`/dev/fd/${descriptor}`, 'model');
    closeSync(descriptor);
    expect(readFileSync(path, 'utf8')).toBe('before\nmodel');
    expect(() => canWrite(`/dev/fd/${descriptor}`)).toThrow(/EBADF/);
  });

  it('writes to a named pipe', async () => {
    const pipe = folder.file('pipe');
    expect(spawnSync('sh', ['-c', 'mkfifo "$0"', pipe]).status).toBe(0);
    // Open for both, so that neither end waits for the other.
    const descriptor = openSync(pipe, 'r+');
    write(pipe, 'model');
    expect(statSync(pipe).isFIFO()).toBe(true);
    const read = spawnSync('head', ['-c', '5'], { stdio: [descriptor, 'pipe', 'inherit'], encoding: 'utf8' });
    closeSync(descriptor);
    expect(read.stdout).toBe('model');
  });
});
