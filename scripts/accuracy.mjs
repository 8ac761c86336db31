/**
 * `npm run accuracy`: digits of the exact solver on the linear sets of NIST's Statistical Reference Datasets, as the
 * smallest LRE (−log₁₀ of the relative error, absolute where the certified value is 0, at most 15) over coefficients
 * and over standard errors. Beside it scikit-learn's LinearRegression, where `python3` has it. Needs `npm run build`.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { lastValueFrom } from 'rxjs';
import { train } from '../dist/index.js';

const folder = new URL('../test/fixtures/nist/', import.meta.url);

function read(file) {
  const certified = JSON.parse(
    readFileSync(new URL(file.replace('.csv', '.certified.json'), folder), 'utf8'),
  );
  const [, ...lines] = readFileSync(new URL(file, folder), 'utf8').trim().split('\n');
  const cells = lines.map((line) => line.split(',').map(Number));
  const x = cells.map(([, ...features]) => {
    while (features.length < (certified.degree ?? 0)) features.push(features.at(-1) * features[0]);
    return features;
  });
  return { certified, x, y: cells.map(([y]) => y) };
}

function lre(values, certified) {
  const digits = values.map((value, k) => {
    const error = Math.abs(value - certified[k]) / (certified[k] === 0 ? 1 : Math.abs(certified[k]));
    return error === 0 ? 15 : Math.min(15, -Math.log10(error));
  });
  return Math.min(...digits).toFixed(1);
}

const sklearn = `
import json, sys
from sklearn.linear_model import LinearRegression
out = []
for s in json.load(sys.stdin):
    m = LinearRegression(fit_intercept=s['intercept']).fit(s['x'], s['y'])
    out.append(([float(m.intercept_)] if s['intercept'] else []) + [float(c) for c in m.coef_])
print(json.dumps(out))
`;

const sets = readdirSync(folder)
  .filter((file) => file.endsWith('.csv'))
  .map(read);
// The bench's own environment has it, once `npm run bench` has run.
const own = fileURLToPath(new URL('../bench/.venv/bin/python', import.meta.url));
const peer = spawnSync(existsSync(own) ? own : 'python3', ['-c', sklearn], {
  input: JSON.stringify(sets.map(({ x, y, certified }) => ({ x, y, intercept: certified.intercept }))),
  encoding: 'utf8',
});
const peers = peer.status === 0 ? JSON.parse(peer.stdout) : undefined;

/** Trains on a CSV file with the settings that a user gets without asking. */
async function solved({ certified: { intercept }, x, y }) {
  const scratch = mkdtempSync(join(tmpdir(), 'chainrule-accuracy-'));
  try {
    const names = x[0].map((_, j) => `x${j + 1}`);
    const lines = x.map((row, i) => [...row, y[i]].join(','));
    const data = join(scratch, 'set.csv');
    writeFileSync(data, `${[[...names, 'y'].join(','), ...lines].join('\n')}\n`);
    const config = { model: 'least-squares', target: 'y', solver: 'exact', intercept };
    const { model } = await lastValueFrom(train({ config, data }));
    return model;
  } finally {
    rmSync(scratch, { recursive: true });
  }
}

const head = ['set', 'coefficients', 'standard errors', 'refinements', 'scikit-learn'];
console.log(`| ${head.join(' | ')} |\n|${head.map(() => '---').join('|')}|`);
for (const [k, set] of sets.entries()) {
  const { statistics, exact } = await solved(set);
  const wanted = Object.values(set.certified.parameters);
  const estimates = wanted.map(({ estimate }) => estimate);
  const errors = wanted.map(({ standard_deviation: deviation }) => deviation);
  const row = [
    set.certified.name,
    lre(
      statistics.coefficients.map(({ estimate }) => estimate),
      estimates,
    ),
    lre(
      statistics.coefficients.map(({ standardError }) => standardError),
      errors,
    ),
    exact.refinements,
    peers === undefined ? 'not installed' : lre(peers[k], estimates),
  ];
  console.log(`| ${row.join(' | ')} |`);
}
