import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';
import { compiledFiles } from './test/setup/compiled.js';

/** Tests of the built package: they run commands as processes. All others import src/ and need no build. */
const ofPackage = ['test/cli/*', 'test/docs', 'test/package', 'test/readme'].map((path) => `${path}.test.ts`);

export default defineConfig({
  plugins: [compiledFiles()],
  resolve: {
    alias: [
      { find: /^#chainrule\/(.*)\.js$/, replacement: fileURLToPath(new URL('src/$1.ts', import.meta.url)) },
    ],
  },
  test: {
    pool: 'forks',
    testTimeout: 60_000,
    hookTimeout: 60_000,
    projects: [
      { extends: true, test: { name: 'source', include: ['test/**/*.test.ts'], exclude: ofPackage } },
      { extends: true, test: { name: 'package', include: ofPackage, globalSetup: 'test/setup/package.ts' } },
    ],
  },
});
