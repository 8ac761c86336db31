/** Subjects of measurement: chainrule's and the peers', warm or cold. */
import { join } from 'node:path';
import { trainScript } from './chainrule.mjs';
import { outputPath } from './data.mjs';
import { peer, threads } from './peers.mjs';
import { runCold, startWarm } from './processes.mjs';

/** A script of `subjects/` in a process of its own. */
export function warm(name, script, args) {
  const path = join(import.meta.dirname, 'subjects', script);
  return {
    name,
    start: () =>
      startWarm({ command: process.execPath, args: [path, ...args.map(String)], env: process.env }),
  };
}

/** A script of `peers/`; `needs` are the packages it cannot do without. */
export function warmPeer(name, needs, peers, script, args) {
  return { name, start: () => needed(needs, peers, () => startWarm(peer(script, args))) };
}

export function coldPeer(name, needs, peers, script, args) {
  const run = peer(script, args);
  return { name, start: () => needed(needs, peers, () => ({ once: () => runCold(run) })) };
}

export function cold(name, run, options = {}) {
  return { name, start: async () => ({ once: () => runCold({ env: process.env, ...run, ...options }) }) };
}

async function needed(needs, peers, start) {
  for (const name of needs) {
    if (peers.versions[name] === undefined) throw new Error(`${name} cannot be had: ${peers.missing[name]}`);
  }
  return start();
}

/** The command that a user types: `train --config … --out … DATA`. */
export function trainCommand({ config, settings = {}, data, out, flags = [] }) {
  const set = Object.entries(settings).flatMap(([key, value]) => ['--set', `${key}=${value}`]);
  const args = [trainScript, '--config', config, '--quiet', '--out', outputPath(out), ...set, ...flags, data];
  return { command: process.execPath, args };
}

/** What the cold cases train: ridge with these settings. */
export const lambda = 1e-4;
export const epochs = 5;
export const coldConfig = join(import.meta.dirname, 'cold.yaml');

export { threads };
