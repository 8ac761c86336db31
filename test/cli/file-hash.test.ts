/** The commands in docs/data.md compute the hash that a model file has. */
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { command } from '../support/command.js';
import { temporaryFolder } from '../support/folder.js';

const folder = temporaryFolder();
const page = readFileSync(new URL('../../docs/data.md', import.meta.url), 'utf8');
const recipes = [...page.slice(page.indexOf('## Hashes')).matchAll(/```sh\n(.*)\n```/g)].map(
  ([, line = '']) => line,
);

it('of a file of two ranges and a part', async () => {
  const row = (i: number) => `${i % 97}.${(i * 7919) % 10_007},${(i * 31) % 1009}\n`;
  const rows = Array.from({ length: 900_000 }, (_, i) => row(i)).join('');
  expect(rows.length).toBeGreaterThan(2 * 4 * 2 ** 20);
  folder.write('data.csv', `a,y\n${rows}`);
  folder.write('config.yaml', 'model: ridge\ntarget: y\nsolver: exact\n');
  const args = ['--config', 'config.yaml', '--workers', '2', '--quiet', 'data.csv'];
  const { status, stderr } = await command('train', args, folder.path);
  expect(status, stderr).toBe(0);
  const [{ hash }] = JSON.parse(readFileSync(folder.file('model.json'), 'utf8')).files;

  expect(recipes).toHaveLength(2);
  for (const recipe of recipes) {
    const ran = spawnSync('sh', ['-c', recipe], { cwd: folder.path, encoding: 'utf8' });
    expect(ran.stderr, recipe).toBe('');
    expect(`sha256-4MiB:${ran.stdout.slice(0, 64)}`, recipe).toBe(hash);
  }
});
