/** The peers: a Python virtual environment of the bench's own, and the environment its commands run in. */
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const folder = join(import.meta.dirname, '.venv');
const scripts = join(import.meta.dirname, 'peers');
const stamp = join(folder, 'installed.json');
const python = join(folder, process.platform === 'win32' ? 'Scripts/python.exe' : 'bin/python');

/** As many threads as chainrule gets. */
export const threads = 2;

/**
 * Makes the environment unless it is there. Each requirement is installed alone, so that one that cannot be had is left
 * out by name and the others stay.
 */
export function installPeers(say) {
  const text = readFileSync(join(scripts, 'requirements.txt'), 'utf8');
  const hash = createHash('sha256').update(text).digest('hex');
  const known = existsSync(stamp) ? JSON.parse(readFileSync(stamp, 'utf8')) : undefined;
  if (known?.hash === hash && Object.keys(known.missing).length === 0) return known;
  say('installing the peers in bench/.venv');
  const requirements = text.split('\n').filter((line) => /^\w/.test(line));
  const installed = { hash, python: undefined, versions: {}, missing: {} };
  const made = run(process.env.PYTHON ?? 'python3', ['-m', 'venv', folder]);
  installed.python = made.ok ? run(python, ['--version']).text.replace('Python ', '') : undefined;
  const pip = ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', '--only-binary', ':all:'];
  const all = made.ok && run(python, [...pip, ...requirements]).ok;
  for (const requirement of requirements) {
    const [name, version] = requirement.split('==');
    const got = all ? { ok: true } : made.ok ? run(python, [...pip, requirement]) : made;
    if (got.ok) installed.versions[name] = version;
    else installed.missing[name] = got.text;
  }
  if (made.ok) writeFileSync(stamp, JSON.stringify(installed));
  return installed;
}

function run(command, args) {
  const { status, error, stdout, stderr } = spawnSync(command, args, { encoding: 'utf8', timeout: 600_000 });
  const text = (error?.message ?? (status === 0 ? stdout : stderr)).trim().split('\n').at(-1) ?? '';
  return { ok: status === 0, text };
}

/** What to spawn for a peer's script. */
export function peer(script, args, env = {}) {
  return {
    command: python,
    args: [join(scripts, script), ...args.map(String)],
    env: { ...peerEnv(), ...env },
  };
}

function peerEnv() {
  const env = { ...process.env };
  // Set on some machines for an old OpenBLAS, and a hindrance to the one that numpy brings along.
  delete env.OPENBLAS_CORETYPE;
  delete env.OPENBLAS_L2_SIZE;
  for (const name of ['OPENBLAS_NUM_THREADS', 'OMP_NUM_THREADS', 'POLARS_MAX_THREADS'])
    env[name] = `${threads}`;
  return env;
}
