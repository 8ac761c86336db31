/** Documents that show the commands' output show what the commands print. */
import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';

const root = new URL('..', import.meta.url);

it('docs/ is what scripts/docs.mjs makes of docs/templates/ (npm run docs)', () => {
  const script = fileURLToPath(new URL('scripts/docs.mjs', root));
  const { status, stderr } = spawnSync(process.execPath, [script, '--check'], { encoding: 'utf8' });
  expect(stderr).toBe('');
  expect(status).toBe(0);
});

it.each(readdirSync(new URL('docs/templates/', root)))('docs/%s leads to files that are there', (name) => {
  const path = new URL(`docs/${name}`, root);
  const links = [...readFileSync(path, 'utf8').matchAll(/\]\(((?!https?:|#)[^)#]+)/g)].map(
    ([, link = '']) => link,
  );
  expect(links.length).toBeGreaterThan(0);
  for (const link of links) expect(() => readFileSync(new URL(link, path)), link).not.toThrow(/ENOENT/);
});
