/** Most tests run the sources: the built package must hold the same. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { createContext, Script } from 'node:vm';
import { build } from 'esbuild';
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

  /** The code of an entry and of what it needs, as bundlers for browsers make it: they have nothing of Node. */
  async function bundled(entry: string): Promise<string> {
    const file = join(inject('dist'), '..', entries[entry].default);
    const options = {
      bundle: true,
      minify: true,
      format: 'iife',
      platform: 'browser',
      write: false,
    } as const;
    const { outputFiles } = await build({ ...options, entryPoints: [file], globalName: 'exported' });
    return outputFiles[0]?.text ?? '';
  }

  /** What it exports, in a realm that has what the language has and no more. */
  function exportsOf(code: string): { predictor: (model: unknown) => (row: unknown) => number } {
    const realm = createContext({});
    return new Script(`${code};exported`).runInContext(realm);
  }

  it.each([
    ['./predict', 50_000, linearAndGraph],
    ['./predict/linear', 8000, linearAndGraph.slice(0, 1)],
  ] as const)('%s stands alone, is small, and gives the bits of the library', async (entry, most, models) => {
    const code = await bundled(entry);
    expect(code.length).toBeLessThan(most);
    const { predictor } = exportsOf(code);
    for (const model of models) {
      const row = model.features.map((_, j) => 1 / (j + 3));
      expect(predictor(JSON.parse(JSON.stringify(model)))(row)).toBe(library.predictor(model)(row));
    }
    expect(() => predictor({})).toThrow(
      expect.objectContaining({ name: 'DataError', code: 'MODEL_FOREIGN' }),
    );
  });
});
