/** How the parts that the sources load as files are compiled: the kernels, and what worker threads run. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const require = createRequire(import.meta.url);

/** A file of a package. */
export function entryOf(name, file) {
  return join(dirname(require.resolve(`${name}/package.json`)), file);
}

/** Runs a package's own command file with this Node, so that no shell or PATH is involved. */
export async function run(file, args) {
  const [status] = await once(
    spawn(process.execPath, [file, ...args], { cwd: root, stdio: 'inherit' }),
    'close',
  );
  if (status !== 0) throw new Error(`${file} failed with exit status ${status}; its messages are above`);
}

/**
 * Compiles assembly/ to a WebAssembly file. Memory is imported and shared by all threads. What the module keeps of
 * constants begins at 1024, within the first page, which memory.ts keeps free of arrays; every instance writes the same
 * constants there again, which is harmless.
 * @param {string} out
 */
export function compileKernels(out) {
  return compileAssembly('assembly/index.ts', out);
}

/**
 * @param {string} entry
 * @param {string} out
 */
export async function compileAssembly(entry, out) {
  await run(entryOf('assemblyscript', 'bin/asc.js'), [
    entry,
    ...[
      '-O3',
      '--noAssert',
      '--enable',
      'simd',
      '--enable',
      'threads',
      '--runtime',
      'stub',
      '--use',
      'abort=',
    ],
    ...['--importMemory', '--sharedMemory', '--initialMemory', '1', '--maximumMemory', '65536'],
    ...['--memoryBase', '1024', '--outFile', out],
  ]);
}

/** Options of esbuild for all bundles. */
export const bundled = {
  // Names stay, for what a defect prints.
  minifyWhitespace: true,
  minifySyntax: true,
  absWorkingDir: root,
  bundle: true,
  /** @type {'node'} */
  platform: 'node',
  target: 'node20',
  /** @type {'warning'} */
  logLevel: 'warning',
};

/** Options of esbuild for what the threads run, one file in the older module form: see threads.ts. */
export const workerBundle = {
  ...bundled,
  entryPoints: ['src/engines/threads/worker.ts'],
  /** @type {'cjs'} */
  format: 'cjs',
  define: { 'import.meta.url': 'moduleUrl' },
  banner: { js: "const moduleUrl = require('node:url').pathToFileURL(__filename).href;" },
};
