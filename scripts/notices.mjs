/**
 * The licences of all packages whose code is inside the published files, as one text. `--check FILE` compares it with the text
 * of a package.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { bundle } from './bundle.mjs';
import { entryOf, root } from './compile.mjs';

/** The kernels contain parts of its standard library. */
const compiledIn = ['assemblyscript'];

/** Whose only condition is that their text is passed on. */
const accepted = new Set(['MIT', 'ISC', 'Apache-2.0', 'BSD-2-Clause', 'BSD-3-Clause', '0BSD']);

/** The folder of the package that a module belongs to, from the root on. */
function folderOf(path) {
  return path.match(/^.*node_modules\/(?:@[^/]+\/)?[^/]+/)?.[0];
}

function noticeOf(folder) {
  const { name, version, license } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
  if (!accepted.has(license)) throw new Error(`${name}: the licence ${license} is not one that is passed on`);
  const files = readdirSync(folder).filter((file) => /^(licen[cs]e|notice|copying)/i.test(file));
  if (files.length === 0) throw new Error(`${name}: no file with the text of its licence`);
  const texts = files.sort().map((file) => readFileSync(join(folder, file), 'utf8').trim());
  return { name, text: `${name} ${version} (${license})\n\n${texts.join('\n\n')}\n` };
}

/**
 * @param {readonly string[]} modules the paths of all modules inside, from the root on
 * @returns {string}
 */
export function noticesOf(modules) {
  const folders = new Set(modules.flatMap((path) => folderOf(path) ?? []).map((path) => join(root, path)));
  for (const name of compiledIn) folders.add(entryOf(name, ''));
  const notices = [...folders].map(noticeOf).sort((a, b) => (a.name < b.name ? -1 : 1));
  const line = '-'.repeat(80);
  const intro = 'The published files of chainrule contain code of these packages, under their licences:\n';
  return [
    `${intro}${notices.map(({ name }) => `  ${name}\n`).join('')}`,
    ...notices.map(({ text }) => text),
  ].join(`\n${line}\n\n`);
}

const [flag, file] = process.argv.slice(2);
if (flag === '--check') {
  const modules = await bundle({
    kernels: join(root, 'dist/kernels/kernels.wasm'),
    outdir: root,
    write: false,
  });
  if (readFileSync(file, 'utf8') !== noticesOf(modules)) {
    process.stderr.write(`${file}: not the licences of what is bundled\n`);
    process.exitCode = 1;
  }
}
