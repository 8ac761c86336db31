import { linkSync, mkdirSync, symlinkSync } from 'node:fs';
import { join, relative } from 'node:path';
import { describe, expect, it } from 'vitest';
import { wouldReplace } from '#chainrule/files/same-file.js';
import { temporaryFolder } from '../support/folder.js';

const folder = temporaryFolder();
const data = folder.write('data.csv', 'a,y\n1,2\n');
mkdirSync(folder.file('sub'));
symlinkSync(folder.path, folder.file('sub/up'));
symlinkSync(data, folder.file('link'));
symlinkSync('link', folder.file('link-to-link'));
linkSync(data, folder.file('hard'));
symlinkSync(folder.file('not-there'), folder.file('dangling'));

describe('writing would replace an input', () => {
  it.each([
    ['its own path', data],
    ['a relative path', relative(process.cwd(), data)],
    ['a path with ..', join(folder.path, 'sub', '..', 'data.csv')],
    ['a path through a linked folder', folder.file('sub/up/data.csv')],
    ['a symbolic link', folder.file('link')],
    ['a link to a link', folder.file('link-to-link')],
    ['a hard link', folder.file('hard')],
  ])('under %s, whichever of the two is the link', (_, path) => {
    expect(wouldReplace(path, data)).toBe(true);
    expect(wouldReplace(data, path)).toBe(true);
  });

  it('but not under another file with the same contents, a path where nothing is, or a device', () => {
    expect(wouldReplace(folder.write('copy.csv', 'a,y\n1,2\n'), data)).toBe(false);
    for (const path of ['not-there', 'not-there/x', 'dangling', ''])
      expect(wouldReplace(path === '' ? path : folder.file(path), data), path).toBe(false);
    expect(wouldReplace(data, folder.file('not-there'))).toBe(false);
    expect(wouldReplace('/dev/null', '/dev/null')).toBe(false);
  });
});
