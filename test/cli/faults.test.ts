/** Failures of the environment: every call of the file system that fails ends with a status of the contract, a place and advice. */
import { spawn } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { describe, expect, it } from 'vitest';
import { type Ended, ended, executable } from '../support/command.js';
import { temporaryFolder } from '../support/folder.js';

const folder = temporaryFolder();
folder.write('c.yaml', 'model: ridge\ntarget: y\nblockRows: 1024\nshardRows: 1024\n');
folder.write('d.csv', 'a,y\n1,2\n2,3\n3,5\n');
// Twice as many numbers as fit in the least memory.
const row = (i: number) => `${[2, 3, 5, 7, 11, 13, 17, 19, 23, 29].map((p) => i % p).join(',')}\n`;
folder.write(
  'large.csv',
  `a,b,c,d,e,f,g,h,i,y\n${Array.from({ length: 420_000 }, (_, i) => row(i)).join('')}`,
);

const inject = pathToFileURL(fileURLToPath(new URL('../fixtures/faults/inject.mjs', import.meta.url))).href;

function failing(call: string, path: string, code: string, ...more: readonly string[]): Promise<Ended> {
  const data = path === '.rows' ? ['--memory', '16MB', 'large.csv'] : ['d.csv'];
  const args = ['--import', inject, executable('train'), '--config', 'c.yaml', ...data, ...more];
  const env = { ...process.env, TMPDIR: folder.path, FAULT: JSON.stringify({ call, path, code }) };
  return ended(
    spawn(process.execPath, args, {
      ...{ cwd: folder.path, env },
      stdio: ['ignore', 'pipe', 'pipe'],
    }),
  );
}

type Cell = readonly [call: string, path: string, code: string, status: number, message: RegExp];

const cells: readonly Cell[] = [
  ['open', 'c.yaml', 'EIO', 74, /c\.yaml: reading the config file failed: EIO \(check/],
  ['read', 'c.yaml', 'EIO', 74, /c\.yaml: reading the config file failed: EIO/],
  ['stat', 'd.csv', 'EIO', 74, /d\.csv: reading the data file failed: EIO \(check/],
  ['open', 'd.csv', 'EACCES', 77, /d\.csv: permission denied/],
  ['open', 'd.csv', 'EMFILE', 74, /d\.csv: .*EMFILE \(too many files are open: raise/],
  ['handle.stat', 'd.csv', 'ESTALE', 74, /d\.csv: .*ESTALE/],
  ['handle.read', 'd.csv', 'EIO', 74, /d\.csv: .*EIO/],
  ['readSync', 'd.csv', 'EIO', 74, /d\.csv: .*EIO/],
  ['handle.close', 'd.csv', 'EIO', 74, /d\.csv: .*EIO/],
  ['openSync', '.rows', 'ENOSPC', 74, /cannot create a temporary file for rows: ENOSPC; give more --memory/],
  ['unlinkSync', '.rows', 'EIO', 74, /temporary file for rows: EIO/],
  ['writeSync', '.rows', 'ENOSPC', 74, /cannot write rows to the temporary file: ENOSPC; give more/],
  ['readSync', '.rows', 'EIO', 74, /temporary file of rows: reading failed: EIO/],
  ['closeSync', '.rows', 'EIO', 74, /close the temporary file of rows: EIO/],
  ['statSync', 'm.json', 'EIO', 74, /m\.json: .*EIO/],
  ['realpathSync', 'm.json', 'EACCES', 77, /m\.json: no permission/],
  ['openSync', '.tmp', 'EROFS', 73, /m\.json: cannot be written: EROFS; write to another path/],
  ['openSync', '.tmp', 'ENOSPC', 74, /m\.json: writing failed: ENOSPC \(the disk is full/],
  ['writeFileSync', '.tmp', 'ENOSPC', 74, /m\.json: writing failed: ENOSPC/],
  ['fchmodSync', '.tmp', 'EIO', 74, /m\.json: writing failed: EIO/],
  ['fsyncSync', '.tmp', 'EDQUOT', 74, /m\.json: writing failed: EDQUOT \(the disk quota/],
  ['closeSync', '.tmp', 'EIO', 74, /m\.json: writing failed: EIO/],
  ['renameSync', '.tmp', 'EACCES', 77, /m\.json: no permission to write/],
  ['rmSync', '.tmp', 'EIO', 74, /m\.json: writing failed: EIO/],
];

describe('a call of the file system that fails', () => {
  it.each(cells)('%s of %s with %s', async (call, path, code, status, message) => {
    folder.write('m.json', 'the model before');
    const result = await failing(call, path, code, '--out', 'm.json');
    expect(result.stderr).toMatch(message);
    expect([result.status, result.stdout]).toEqual([status, '']);
    expect(result.stderr).not.toMatch(/internal error|^\s+at /m);
    expect(readFileSync(folder.file('m.json'), 'utf8')).toBe('the model before');
    const left = readdirSync(folder.path).filter((name) => name.startsWith('.chainrule'));
    const cannotRemove = ['unlinkSync', 'rmSync'].includes(call);
    expect(left.length, left.join()).toBe(cannotRemove ? 1 : 0);
  });
});
