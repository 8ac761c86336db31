/** Builds dist/ from src/: everything the two commands and the library need. */
import { spawnSync } from 'node:child_process';
import { chmodSync, existsSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const require = createRequire(import.meta.url);

/** Runs a package's own command file with this Node, so that no shell or PATH is involved. */
function run(file, args) {
  const { status } = spawnSync(process.execPath, [file, ...args], { cwd: root, stdio: 'inherit' });
  if (status !== 0) process.exit(status ?? 1);
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
for (const name of ['train', 'chainrule']) {
  const file = join(root, 'dist', 'cli', `${name}.js`);
  if (existsSync(file)) chmodSync(file, 0o755);
}
// Read by prepare.mjs: whatever came before is there.
writeFileSync(join(root, 'dist', '.complete'), '');
