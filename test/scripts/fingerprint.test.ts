/** Law: any change of what a build is made from changes the fingerprint, and nothing else does. */
import {
  appendFileSync,
  mkdirSync,
  mkdtempSync,
  renameSync,
  rmSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { fingerprint } from '../../scripts/fingerprint.mjs';

const root = mkdtempSync(join(tmpdir(), 'chainrule-fingerprint-'));
const at = (path: string) => join(root, path);
const sources = () => fingerprint(root, ['src', 'lock.json', 'missing.json']);
afterAll(() => rmSync(root, { recursive: true }));

beforeEach(() => {
  rmSync(at('src'), { recursive: true, force: true });
  mkdirSync(at('src/deep'), { recursive: true });
  writeFileSync(at('src/a.ts'), 'a');
  writeFileSync(at('src/deep/b.ts'), 'b');
  writeFileSync(at('lock.json'), '{}');
  writeFileSync(at('other.txt'), 'other');
});

const past = new Date(0);
const changes: Record<string, () => void> = {
  'a file is added': () => writeFileSync(at('src/deep/c.ts'), ''),
  'a file is removed': () => rmSync(at('src/deep/b.ts')),
  'a file is renamed': () => renameSync(at('src/a.ts'), at('src/A.ts')),
  'a file moves to another folder': () => renameSync(at('src/a.ts'), at('src/deep/a.ts')),
  'text moves to the next file': () => {
    writeFileSync(at('src/a.ts'), '');
    writeFileSync(at('src/deep/b.ts'), 'ab');
  },
  'a file outside of folders changes': () => appendFileSync(at('lock.json'), '\n'),
  'a missing file appears': () => writeFileSync(at('missing.json'), ''),
  'a file becomes another one with an old time': () => {
    writeFileSync(at('src/a.ts'), 'x');
    utimesSync(at('src/a.ts'), past, past);
  },
};

describe('a fingerprint', () => {
  it.each(Object.keys(changes))('changes when %s', (name) => {
    const before = sources();
    changes[name]?.();
    expect(sources()).not.toBe(before);
    rmSync(at('missing.json'), { force: true });
  });

  it('stays when only times change, or files that are not named', () => {
    const before = sources();
    utimesSync(at('src/a.ts'), past, past);
    appendFileSync(at('other.txt'), 'more');
    expect(sources()).toBe(before);
  });
});
