/**
 * Builds dist/ unless it is newer than all it is made from. npm runs this at `npm install` and `npm pack`, and npx may
 * run it before every `npx train` in a checkout.
 */
import { readdirSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const sources = ['src', 'assembly', 'scripts', 'package.json', 'package-lock.json', 'tsconfig.json'];

/** When the file, or the folder or anything in it, last changed; a folder changes when a file in it goes away. */
function changed(path) {
  const stats = statSync(path, { throwIfNoEntry: false });
  if (stats === undefined) return 0;
  const inside = stats.isDirectory() ? readdirSync(path).map((name) => changed(join(path, name))) : [];
  return Math.max(stats.mtimeMs, ...inside);
}

const built = statSync(join(root, 'dist', '.complete'), { throwIfNoEntry: false })?.mtimeMs ?? 0;
if (built <= Math.max(...sources.map((name) => changed(join(root, name))))) await import('./build.mjs');
