/**
 * `npm run accuracy`: digits of the exact solver on the linear sets of NIST's Statistical Reference Datasets, as the
 * smallest LRE (−log₁₀ of the relative error, absolute where the certified value is 0, at most 15) over coefficients
 * and over standard errors. Beside it scikit-learn's LinearRegression, where `python3` has it. Needs `npm run build`.
 */
import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { cutIntoBlocks, inProcessRunner } from '../dist/solve/block-pass.js';
import { solveExact } from '../dist/solve/exact.js';
import { passes } from '../dist/solve/passes.js';
import { statistics } from '../dist/solve/statistics.js';

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
const peer = spawnSync('python3', ['-c', sklearn], {
  input: JSON.stringify(sets.map(({ x, y, certified }) => ({ x, y, intercept: certified.intercept }))),
  encoding: 'utf8',
});
const peers = peer.status === 0 ? JSON.parse(peer.stdout) : undefined;

const head = ['set', 'coefficients', 'standard errors', 'refinements', 'scikit-learn'];
console.log(`| ${head.join(' | ')} |\n|${head.map(() => '---').join('|')}|`);
for (const [k, { certified, x, y }] of sets.entries()) {
  const d = x[0].length;
  const run = inProcessRunner(
    passes,
    cutIntoBlocks(Float64Array.from(x.flat()), Float64Array.from(y), d, 8192),
    d,
  );
  const options = {
    intercept: certified.intercept,
    standardize: true,
    l2Reg: 0,
    onRankDeficient: 'error',
    names: [],
  };
  const solution = await solveExact(run, options);
  const { coefficients } = await statistics(run, solution, []);
  const parameters = Object.values(certified.parameters);
  const estimates = parameters.map(({ estimate }) => estimate);
  const row = [
    certified.name,
    lre(
      coefficients.map(({ estimate }) => estimate),
      estimates,
    ),
    lre(
      coefficients.map(({ standardError }) => standardError),
      parameters.map((parameter) => parameter.standard_deviation),
    ),
    solution.refinements,
    peers === undefined ? 'not installed' : lre(peers[k], estimates),
  ];
  console.log(`| ${row.join(' | ')} |`);
}
