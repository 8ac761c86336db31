/** Builds dist/ from src/ and assembly/: everything the two commands and the library need. */
import { chmodSync, copyFileSync, existsSync, mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { basename, join } from 'node:path';
import { build } from 'esbuild';
import { bundled, compileKernels, entryOf, root, run, workerBundle } from './compile.mjs';
import { distSources, fingerprint } from './fingerprint.mjs';

const require = createRequire(import.meta.url);
const dist = join(root, 'dist');
// Beside dist/, which it replaces when all of it is built: whoever runs from dist/ meanwhile has a whole one.
const next = `${dist}.${process.pid}`;
const inNext = (...path) => join(next, ...path);

/**
 * The executables are bundled: reading hundreds of small modules takes longer than training on a small file. What finds
 * files beside its own (the pool, the layout of pictures) stays a package; the worker and the kernels go beside the chunks.
 */
const executables = {
  ...bundled,
  entryPoints: { train: 'src/cli/train.ts', chainrule: 'src/cli/chainrule.ts' },
  outdir: inNext('cli'),
  chunkNames: 'chunk-[hash]',
  splitting: true,
  format: 'esm',
  external: ['piscina', '@viz-js/viz'],
  // Their form for browsers is the newer one, of which only what is used is taken.
  alias: {
    rxjs: entryOf('rxjs', 'dist/esm/index.js'),
    yaml: entryOf('yaml', 'browser/index.js'),
    'string-width': join(root, 'scripts/string-width.mjs'),
  },
  // Packages in the older module form ask for Node's modules by require.
  banner: {
    js: "import { createRequire as requireFrom } from 'node:module'; const require = requireFrom(import.meta.url);",
  },
};

try {
  // Before the build: a change while it runs makes the next call of prepare.mjs build again.
  const sources = fingerprint(root, distSources);
  mkdirSync(next);
  await run(require.resolve('typescript/bin/tsc'), ['-p', 'tsconfig.json', '--outDir', next]);
  await compileKernels(inNext('kernels', 'kernels.wasm'));
  await build({ ...workerBundle, outfile: inNext('engines', 'threads', 'worker.cjs') });
  await build(executables);
  for (const file of ['kernels/kernels.wasm', 'engines/threads/worker.cjs'])
    copyFileSync(inNext(file), inNext('cli', basename(file)));
  for (const name of ['train', 'chainrule']) chmodSync(inNext('cli', `${name}.js`), 0o755);
  // Read by prepare.mjs.
  writeFileSync(inNext('.complete'), sources);
  const last = `${next}.last`;
  if (existsSync(dist)) renameSync(dist, last);
  renameSync(next, dist);
  rmSync(last, { recursive: true, force: true });
} catch (error) {
  rmSync(next, { recursive: true, force: true });
  // The compilers have said what is wrong.
  process.stderr.write(`build: ${error.message}\n`);
  process.exitCode = 1;
}
