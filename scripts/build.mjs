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
for (const name of ['train', 'chainrule']) {
  const file = join(root, 'dist', 'cli', `${name}.js`);
  if (existsSync(file)) chmodSync(file, 0o755);
}
// Read by prepare.mjs: whatever came before is there.
writeFileSync(join(root, 'dist', '.complete'), '');
