/**
 * `npm run bench`: chainrule and its peers side by side, on this machine, in one run. Needs a build, and for the peers
 * Python 3.11 or later.
 *
 *   npm run bench                   everything, into bench/results.json and bench/RESULTS.md
 *   npm run bench -- --quick        small sizes, within 3 minutes
 *   npm run bench -- --only CASE    one case, printed only
 */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { cases } from './cases/index.mjs';
import { dataset, outputPath } from './data.mjs';
import { machine, versions } from './machine.mjs';
import { withoutPaths } from './measure.mjs';
import { installPeers } from './peers.mjs';
import { outcomes, page } from './report.mjs';
import { sizes } from './sizes.mjs';

const names = cases.map(({ name }) => name);

function flags() {
  const options = {
    quick: { type: 'boolean', default: false },
    only: { type: 'string', multiple: true, default: [] },
  };
  try {
    const { values } = parseArgs({ options });
    const unknown = values.only.find((name) => !names.includes(name));
    if (unknown !== undefined) throw new Error(`there is no case "${unknown}"`);
    return values;
  } catch (error) {
    say(`${error.message}; bench [--quick] [--only CASE]…, with CASE one of ${names.join(', ')}`);
    process.exit(64);
  }
}

function say(text) {
  process.stderr.write(`${text}\n`);
}

async function runCase({ name, run }, bench) {
  const began = performance.now();
  say(`${name} …`);
  const result = await run(bench).catch((error) => ({
    figures: [],
    values: [],
    error: withoutPaths(error.message),
  }));
  const seconds = (performance.now() - began) / 1000;
  say(`${name}: ${seconds.toFixed(0)} s${result.error === undefined ? '' : `, failed: ${result.error}`}`);
  return { name, seconds, ...result };
}

const { quick, only } = flags();
const mode = quick ? 'quick' : 'full';
const peers = installPeers(say);
for (const [name, why] of Object.entries(peers.missing)) say(`without ${name}: ${why}`);
const bench = {
  sizes: sizes[mode],
  peers,
  output: outputPath,
  say: (text) => say(`  ${text}`),
  data: dataset,
};
const chosen = cases.filter(({ name }) => only.length === 0 || only.includes(name));
const began = performance.now();
const done = [];
for (const [index, one] of chosen.entries()) {
  // What a case leaves of its share of the time goes to the next.
  const deadline = began + (1000 * bench.sizes.seconds * (index + 1)) / chosen.length;
  done.push(await runCase(one, { ...bench, late: () => performance.now() > deadline }));
}
const results = {
  mode,
  date: new Date().toISOString().slice(0, 10),
  machine: machine(),
  versions: versions(peers),
  missing: peers.missing,
  targets: outcomes(done),
  cases: done,
};
const text = page(results);
process.stdout.write(text);
if (only.length === 0) {
  writeFileSync(join(import.meta.dirname, 'results.json'), `${JSON.stringify(results, null, 1)}\n`);
  writeFileSync(join(import.meta.dirname, 'RESULTS.md'), text);
}
if (done.some(({ error }) => error !== undefined)) process.exitCode = 1;
