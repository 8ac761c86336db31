/** A sample of `npm run chaos`: signals at random moments, on files, pipes and FIFOs. */
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { expect, inject, it } from 'vitest';

const script = fileURLToPath(new URL('../../scripts/chaos.mjs', import.meta.url));

it('leaves nothing behind and no half of a model, whenever a signal arrives', () => {
  // The time is checked loosely here: other tests run at the same time.
  const flags = ['--signals', '6', '--seed', '5', '--most', '5000', '--dist', inject('dist')];
  const { status, stdout, stderr } = spawnSync(process.execPath, [script, ...flags], { encoding: 'utf8' });
  expect(status, stdout + stderr).toBe(0);
  expect(stdout).toContain('seed 5: 0 of 6 runs were wrong');
});
