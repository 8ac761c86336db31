/** Most tests run the sources: the built package must hold the same. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { createContext, Script } from 'node:vm';
import { describe, expect, inject, it } from 'vitest';
import * as library from '#chainrule/index.js';
import { buildModelFile } from '#chainrule/model-file/build-model.js';
import { oddModel, perceptronParts } from './model-file/samples.js';

const linearAndGraph = [oddModel(), buildModelFile(perceptronParts())];
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

describe('chainrule/predict', () => {
  const entries = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')).exports;
  const codeOf = (entry: string) => readFileSync(join(inject('dist'), '..', entries[entry].default), 'utf8');

  /** What a module exports, in a realm that has what the language has, and nothing of Node. */
  function exportsOf(code: string): { predictor: (model: unknown) => (row: unknown) => number } {
    const names = code.match(/export\{([^}]*)\};?\s*$/)?.[1]?.replaceAll(/([^,\s]+) as ([^,]+)/g, '$2:$1');
    const body = code.replace(/export\{[^}]*\};?\s*$/, `result = {${names}};`);
    const realm = createContext({ result: undefined });
    new Script(body).runInContext(realm);
    return realm['result'];
  }

  it.each([
    ['./predict', 60_000, linearAndGraph],
    ['./predict/linear', 4000, linearAndGraph.slice(0, 1)],
  ] as const)('%s stands alone, is small, and gives the bits of the library', (entry, most, models) => {
    const code = codeOf(entry);
    expect(code.length).toBeLessThan(most);
    expect(code).not.toMatch(/\bimport\b|\brequire\b|\bprocess\b|\bBuffer\b/);
    const { predictor } = exportsOf(code);
    for (const model of models) {
      const row = model.features.map((_, j) => 1 / (j + 3));
      expect(predictor(JSON.parse(JSON.stringify(model)))(row)).toBe(library.predictor(model)(row));
    }
  });

  it('has errors that say what they are', () => {
    for (const entry of ['./predict', './predict/linear'])
      expect(() => exportsOf(codeOf(entry)).predictor({})).toThrow(
        expect.objectContaining({ name: 'DataError', code: 'MODEL_FOREIGN' }),
      );
  });
});
