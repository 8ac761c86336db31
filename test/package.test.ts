/** Most tests run the sources: the built package must hold the same. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect, inject, it } from 'vitest';
import * as library from '#chainrule/index.js';

const built = (path: string) => join(inject('dist'), path);

// These URLs lead to what tests of the sources use: see setup/compiled.ts.
it.each([
  ['kernels/kernels.wasm', new URL('../src/kernels/kernels.wasm', import.meta.url)],
  ['engines/threads/worker.cjs', new URL('../src/engines/threads/worker.cjs', import.meta.url)],
])('%s is the one that tests of the sources use', (path, tested) => {
  expect(readFileSync(tested).equals(readFileSync(built(path)))).toBe(true);
});

it('the library exports what src/index.ts exports', async () => {
  const { href } = pathToFileURL(built('index.js'));
  expect(Object.keys(await import(href)).sort()).toEqual(Object.keys(library).sort());
});
