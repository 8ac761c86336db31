/** A file written piece by piece is there whole, or not at all. */
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { expect, it } from 'vitest';
import { WholeFile } from '#chainrule/files/write-whole.js';
import { temporaryFolder } from '../support/folder.js';

const folder = temporaryFolder();

it('replaces what stands there at the end, with its mode, and leaves nothing beside it', () => {
  const path = folder.write('out.csv', 'before');
  const { mode } = statSync(path);
  const file = new WholeFile(path);
  file.write('a,');
  file.write(Buffer.from('b\n'));
  expect(readFileSync(path, 'utf8')).toBe('before');
  file.commit();
  file.discard();
  expect(readFileSync(path, 'utf8')).toBe('a,b\n');
  expect(statSync(path).mode).toBe(mode);
  expect(readdirSync(folder.path)).toEqual(['out.csv']);
});

it('leaves all as it was where it is discarded', () => {
  const path = folder.write('out.csv', 'before');
  const file = new WholeFile(path);
  file.write('after');
  file.discard();
  expect(readFileSync(path, 'utf8')).toBe('before');
  expect(readdirSync(folder.path)).toEqual(['out.csv']);
  expect(() => file.write('more')).toThrow('has been committed or discarded');
});
