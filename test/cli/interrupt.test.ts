/** Signals end the program at once, whatever it waits for or works on; what a killed process has left is removed later. */
import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { describe, expect, inject, it } from 'vitest';
import { temporaryPath } from '#chainrule/files/temporary-files.js';
import { command, ended, start } from '../support/command.js';
import { temporaryFolder } from '../support/folder.js';

const folder = temporaryFolder();
folder.write('c.yaml', 'model: ridge\ntarget: y\n');
folder.write('d.csv', 'a,y\n1,2\n2,3\n3,5\n');
// One request of it takes minutes, in the thread that would run a handler.
folder.write(
  'heavy.graph.yaml',
  `inputs: { x: features, y: outcome }
parameters: { U: [2000, features], W: [2000, 2000], v: [2000], b: [], c: [2000] }
nodes: { h: "affine(W, affine(U, x, c), c)", prediction: "affine(v, h, b)", loss: "square(subtract(y, prediction))" }
prediction: prediction
objective: loss
`,
);
folder.write('heavy.yaml', 'model: { graph: heavy.graph.yaml }\ntarget: y\nsgd: { stepSize: 1.0e-9 }\n');
folder.write('long.csv', `a,y\n${'1,2\n'.repeat(100_000)}`);

/** Milliseconds from the signal, which is sent once an event of this type is printed, to the end. */
async function interrupted(args: readonly string[], type: string, signal: NodeJS.Signals) {
  const child = start('train', [...args, '--json'], folder.path);
  const end = ended(child);
  let seen = '';
  while (!seen.includes(`"${type}"`)) seen += String((await once(child.stdout ?? child, 'data'))[0]);
  const sent = performance.now();
  child.kill(signal);
  return { status: (await end).status, milliseconds: performance.now() - sent };
}

describe('a signal ends the program within a second', () => {
  it.each([
    ['SIGINT', 130],
    ['SIGTERM', 143],
  ] as const)('%s, while it waits for a pipe that nobody writes to', async (signal, status) => {
    execFileSync('mkfifo', [folder.file(signal)]);
    const result = await interrupted(['--config', 'c.yaml', signal], 'started', signal);
    expect(result.status).toBe(status);
    expect(result.milliseconds).toBeLessThan(1000);
  });

  it.each([
    ['SIGINT', 130],
    ['SIGTERM', 143],
  ] as const)('%s, within one heavy pass of a custom graph', async (signal, status) => {
    const result = await interrupted(['--config', 'heavy.yaml', 'long.csv'], 'decoded', signal);
    expect(result.status).toBe(status);
    expect(result.milliseconds).toBeLessThan(1000);
  });
});

it('unsubscribing ends reading of a pipe, and leaves nothing that keeps the process', async () => {
  execFileSync('mkfifo', [folder.file('unsubscribed')]);
  const script = fileURLToPath(new URL('../fixtures/unsubscribe.mjs', import.meta.url));
  const index = pathToFileURL(join(inject('dist'), 'index.js')).href;
  const { status, stdout } = await ended(
    spawn(process.execPath, [script, index, folder.file('unsubscribed')], {
      ...{ stdio: ['ignore', 'pipe', 'pipe'], timeout: 20_000 },
    }),
  );
  expect([status, stdout]).toEqual([0, 'unsubscribed\n']);
});

it('removes temporary files of processes that have ended, and of no others', async () => {
  const { pid } = spawnSync('true');
  const ours = temporaryPath('', 'tmp');
  const stale = [ours, ours.replace('.tmp', '.rows')].map((name) => name.replace(`${process.pid}`, `${pid}`));
  const others = [ours, ours.replace(/-[0-9a-f]{8}-\d+-/, `-00000000-${pid}-`)];
  for (const name of [...stale, ...others]) folder.write(name, '');
  expect((await command('train', ['--config', 'c.yaml', 'd.csv'], folder.path)).status).toBe(0);
  const left = readdirSync(folder.path).filter((name) => name.startsWith('.chainrule'));
  expect(left.sort()).toEqual([...others].sort());
});
