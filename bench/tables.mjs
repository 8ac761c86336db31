/**
 * `npm run tables`: trains real tables of Python packages with nothing but model and target, and compares every weight with
 * statsmodels (least squares) and scikit-learn (ridge). A weight agrees if it has 6 of their digits, or is as close
 * as the spread of its column and the outcome allow to tell. Prints one line a table and fails if a weight differs.
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { trainScript } from './chainrule.mjs';
import { installPeers, peer } from './peers.mjs';

installPeers((text) => process.stderr.write(`${text}\n`));
const folder = mkdtempSync(join(tmpdir(), 'chainrule-tables-'));
try {
  const { command, args, env } = peer('tables.py', [folder]);
  const made = spawnSync(command, args, { env, encoding: 'utf8', maxBuffer: 2 ** 26 });
  if (made.status !== 0) throw new Error(made.stderr);
  const { lambda, tables } = JSON.parse(made.stdout);
  let wrong = 0;
  for (const table of tables)
    for (const model of ['leastSquares', 'ridge']) {
      const { line, differs } = compare(table, model, lambda);
      wrong += differs;
      process.stdout.write(`${line}\n`);
    }
  process.stdout.write(`${tables.length} tables, ${wrong} fits with a weight that differs\n`);
  process.exitCode = wrong === 0 ? 0 : 1;
} finally {
  rmSync(folder, { recursive: true });
}

function compare({ name, path, target, rows, fullRank, ...references }, kind, lambda) {
  const config = join(folder, 'config.json');
  const out = join(folder, 'model.json');
  const keys =
    kind === 'ridge' ? { model: 'ridge', l2Reg: lambda, target } : { model: 'least-squares', target };
  writeFileSync(config, JSON.stringify(keys));
  const ran = spawnSync(process.execPath, [trainScript, '--config', config, '--out', out, '--quiet', path], {
    encoding: 'utf8',
  });
  const label = `${name.padEnd(26)} ${kind.padEnd(12)} ${String(rows).padStart(6)} rows`;
  if (ran.status !== 0) return { line: `${label}  failed (${ran.status}): ${ran.stderr.trim()}`, differs: 1 };
  const { features, solver } = JSON.parse(readFileSync(out, 'utf8'));
  const { weights } = references[kind];
  const said = ran.stderr.trim().split('\n')[0];
  if (kind === 'leastSquares' && !fullRank)
    return {
      line: `${label}  ${said === '' ? 'dependent columns, no warning' : said}`,
      differs: said === '' ? 1 : 0,
    };
  const largest = Math.max(...features.map(({ scale }, j) => Math.abs(weights[j] * scale)));
  const digits = features.map(({ weight, scale }, j) => {
    const off = Math.abs(weight - weights[j]);
    // A weight that is 0 but for rounding has no digits of its own: it is judged beside the largest.
    const size = Math.max(Math.abs(weights[j]), (1e-9 * largest) / scale);
    return off === 0 ? 16 : Math.min(16, -Math.log10(off / size));
  });
  const least = Math.min(...digits);
  const line = `${label}  ${solver.name.padEnd(5)} ${String(features.length).padStart(3)} weights, at least ${least.toFixed(1)} digits${said === '' ? '' : `; ${said}`}`;
  return { line, differs: least < 6 ? 1 : 0 };
}
