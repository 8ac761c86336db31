/** A folder of its own for the files of one test file, removed when its tests are done. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll } from 'vitest';

export interface Folder {
  readonly path: string;
  /** The path of a file in it. */
  file(name: string): string;
  /** Writes a file and gives its path. */
  write(name: string, content: string | Uint8Array): string;
}

export function temporaryFolder(): Folder {
  const path = mkdtempSync(join(tmpdir(), 'chainrule-test-'));
  afterAll(() => rmSync(path, { recursive: true, force: true }));
  const file = (name: string) => join(path, name);
  const write = (name: string, content: string | Uint8Array) => {
    writeFileSync(file(name), content);
    return file(name);
  };
  return { path, file, write };
}
