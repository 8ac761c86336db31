/** Builds dist/ from src/ and assembly/: everything the two commands and the library need. */
import { chmodSync, existsSync, mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'esbuild';
import { bundle } from './bundle.mjs';
import { compileKernels, root, workerBundle } from './compile.mjs';
import { distSources, fingerprint } from './fingerprint.mjs';
import { noticesOf } from './notices.mjs';
import { compileModules, rollUpTypes } from './types.mjs';

const dist = join(root, 'dist');
// Beside dist/, which it replaces when all of it is built: whoever runs from dist/ meanwhile has a whole one.
const next = `${dist}.${process.pid}`;
const inNext = (...path) => join(next, ...path);

try {
  // Before the build: a change while it runs makes the next call of prepare.mjs build again.
  const sources = fingerprint(root, distSources);
  mkdirSync(next);
  // The modules one by one, for benches and scripts; the files of package.json leave them out.
  compileModules(next);
  const kernels = inNext('kernels', 'kernels.wasm');
  await compileKernels(kernels);
  await build({ ...workerBundle, outfile: inNext('engines', 'threads', 'worker.cjs') });
  const modules = await bundle({ outdir: next, kernels });
  await rollUpTypes(next, ['index', 'predict/index', 'predict/linear-predictor']);
  writeFileSync(inNext('THIRD-PARTY-NOTICES.txt'), noticesOf(modules));
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
