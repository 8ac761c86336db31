/** What the figures were measured on and with: no names of hosts or users, no paths. */
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { arch, availableParallelism, cpus, platform, release, totalmem } from 'node:os';
import { join } from 'node:path';

const root = join(import.meta.dirname, '..');

export function machine() {
  return {
    cpu: cpus()[0]?.model.trim() ?? 'unknown',
    cores: availableParallelism(),
    memoryGB: Math.round(totalmem() / 1e9),
    system: `${platform()} ${release()} ${arch()}`,
    node: process.version,
  };
}

export function versions(peers) {
  const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  return {
    chainrule: `${version} (${commit()})`,
    ...(peers.python && { python: peers.python }),
    ...peers.versions,
  };
}

/** Of the code that was measured; outside a checkout there is none. */
function commit() {
  const git = (args) => spawnSync('git', args, { cwd: root, encoding: 'utf8' });
  const { status, stdout } = git(['rev-parse', '--short', 'HEAD']);
  if (status !== 0) return 'no checkout';
  const changed = git(['status', '--porcelain', '--', 'src', 'assembly', 'scripts']).stdout !== '';
  return `commit ${stdout.trim()}${changed ? ' with changes' : ''}`;
}
