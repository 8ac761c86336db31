/** Under a limit of address space the command runs itself again, and gives the same model. */
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { temporaryFolder } from '../support/folder.js';

const root = fileURLToPath(new URL('../..', import.meta.url));
const folder = temporaryFolder();

/** Runs `train` with so many kB of address space. */
function train(kilobytes: number | 'unlimited', workers: number) {
  const out = folder.file(`model-${kilobytes}.json`);
  const command = `ulimit -v ${kilobytes} && exec "$@"`;
  const args = ['dist/cli/train.js', '--config', 'configs/ridge.yaml', 'data/diabetes.csv'];
  const flags = ['--workers', String(workers), '--quiet', '--out', out];
  const { status, stderr } = spawnSync('sh', ['-c', command, 'sh', process.execPath, ...args, ...flags], {
    cwd: root,
    encoding: 'utf8',
  });
  return { status, stderr, fingerprint: () => JSON.parse(readFileSync(out, 'utf8')).fingerprint };
}

describe.runIf(process.platform === 'linux')('a limit of address space', () => {
  it('does not change the model', () => {
    const free = train('unlimited', 2);
    for (const kilobytes of [5_000_000, 12_000_000]) {
      const limited = train(kilobytes, 2);
      expect(limited).toMatchObject({ status: 0, stderr: '' });
      expect(limited.fingerprint()).toBe(free.fingerprint());
    }
  });

  it('that leaves no memory beside the threads is an error with advice', () => {
    const { status, stderr } = train(3_000_000, 16);
    expect({ status, stderr }).toMatchObject({ status: 74 });
    expect(stderr).toContain('use fewer --workers');
  });
});
