/** Builds dist/ from src/: everything the two commands and the library need. */
import { spawnSync } from 'node:child_process';
import { chmodSync, copyFileSync, existsSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const require = createRequire(import.meta.url);

/** Runs a package's own command file with this Node, so that no shell or PATH is involved. */
function run(file, args) {
  const { status } = spawnSync(process.execPath, [file, ...args], { cwd: root, stdio: 'inherit' });
  if (status !== 0) process.exit(status ?? 1);
}

/** A file of a package. */
function entryOf(name, file) {
  return join(dirname(require.resolve(`${name}/package.json`)), file);
}

rmSync(join(root, 'dist'), { recursive: true, force: true });
run(require.resolve('typescript/bin/tsc'), ['-p', 'tsconfig.json']);
// Memory is imported and shared by all threads. What the module keeps of constants begins at 1024, within the first
// page, which memory.ts keeps free of arrays; every instance writes the same constants there again, which is harmless.
run(join(dirname(require.resolve('assemblyscript/package.json')), 'bin', 'asc.js'), [
  'assembly/index.ts',
  ...['-O3', '--noAssert', '--enable', 'simd', '--enable', 'threads', '--runtime', 'stub', '--use', 'abort='],
  ...['--importMemory', '--sharedMemory', '--initialMemory', '1', '--maximumMemory', '65536'],
  ...['--memoryBase', '1024', '--outFile', 'dist/kernels/kernels.wasm'],
]);
/** For modules of the newer form only: the progress bar's older one brings another release, which is quick. */
const stringWidth = {
  name: 'string-width',
  setup({ onResolve }) {
    onResolve({ filter: /^string-width$/ }, ({ kind }) =>
      kind === 'import-statement' ? { path: join(root, 'scripts/string-width.mjs') } : undefined,
    );
  },
};

const bundled = {
  // Names stay, for what a defect prints.
  minifyWhitespace: true,
  minifySyntax: true,
  absWorkingDir: root,
  bundle: true,
  platform: 'node',
  target: 'node20',
  logLevel: 'warning',
};
// What the threads run is one file in the older module form: see threads.ts.
await build({
  ...bundled,
  entryPoints: ['src/engines/threads/worker.ts'],
  outfile: 'dist/engines/threads/worker.cjs',
  format: 'cjs',
  define: { 'import.meta.url': 'moduleUrl' },
  banner: { js: "const moduleUrl = require('node:url').pathToFileURL(__filename).href;" },
});
// The executables are bundled: reading hundreds of small modules takes longer than training on a small file. What finds
// files beside its own (the pool, the layout of pictures) stays a package; the worker and the kernels go beside the chunks.
await build({
  ...bundled,
  entryPoints: { train: 'src/cli/train.ts', chainrule: 'src/cli/chainrule.ts' },
  outdir: 'dist/cli',
  chunkNames: 'chunk-[hash]',
  splitting: true,
  format: 'esm',
  external: ['piscina', '@viz-js/viz'],
  // Their form for browsers is the newer one, of which only what is used is taken.
  plugins: [stringWidth],
  alias: { rxjs: entryOf('rxjs', 'dist/esm/index.js'), yaml: entryOf('yaml', 'browser/index.js') },
  // Packages in the older module form ask for Node's modules by require.
  banner: {
    js: "import { createRequire as requireFrom } from 'node:module'; const require = requireFrom(import.meta.url);",
  },
});
for (const file of ['kernels/kernels.wasm', 'engines/threads/worker.cjs'])
  copyFileSync(join(root, 'dist', file), join(root, 'dist/cli', basename(file)));
for (const name of ['train', 'chainrule']) {
  const file = join(root, 'dist', 'cli', `${name}.js`);
  if (existsSync(file)) chmodSync(file, 0o755);
}
// Read by prepare.mjs: whatever came before is there.
writeFileSync(join(root, 'dist', '.complete'), '');
