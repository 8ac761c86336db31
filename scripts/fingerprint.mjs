/** Whether something built is up to date: by the contents of its sources, as times are wrong after a copy or a checkout. */
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';

/** What dist/ is made of. */
export const distSources = [
  'src',
  'assembly',
  'scripts',
  'package.json',
  'package-lock.json',
  'tsconfig.json',
];

/** What the kernels are made of. */
export const kernelSources = ['assembly', 'scripts/compile.mjs', 'package-lock.json'];

/** The file itself, or all files in the folder, in a fixed order; nothing where there is neither. */
export function filesIn(path) {
  if (!existsSync(path)) return [];
  if (!statSync(path).isDirectory()) return [path];
  return readdirSync(path)
    .sort()
    .flatMap((name) => filesIn(join(path, name)));
}

/**
 * SHA-256 over names and contents of files and of all files in folders.
 * @param {string} root
 * @param {readonly string[]} paths relative to root
 * @returns {string}
 */
export function fingerprint(root, paths) {
  const hash = createHash('sha256');
  for (const file of paths.flatMap((path) => filesIn(join(root, path)))) {
    const contents = readFileSync(file);
    hash.update(`${file.slice(root.length)}\0${contents.length}\0`).update(contents);
  }
  return hash.digest('hex');
}
