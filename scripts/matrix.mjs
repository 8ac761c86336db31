/**
 * Trains every shipped config, and a graph of all ops, on several versions of Node, with 1, 2 and 5 workers, in memory and
 * with rows on disk, and compares the fingerprints: `npm run matrix [VERSION…]`, by default 20 22 24 26. The package
 * `node` brings the versions. Status 1 where a fingerprint differs.
 */
import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const versions = process.argv.length > 2 ? process.argv.slice(2) : ['20', '22', '24', '26'];
const scratch = mkdtempSync(join(tmpdir(), 'chainrule-matrix-'));

/** The executable of a version, installed once. */
function nodeOf(version) {
  const folder = join(root, 'node_modules/.cache/node', version);
  const file = join(folder, 'node_modules/node/bin/node');
  if (!existsSync(file)) {
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, 'package.json'), '{}');
    // The package's own install script puts the executable in place.
    const flags = ['--no-audit', '--no-fund', '--foreground-scripts'];
    execFileSync('npm', ['install', `node@${version}`, ...flags], { cwd: folder, stdio: 'ignore' });
  }
  return file;
}

/** Every op, so that every function of our own takes part. */
const allOps = `
inputs: { x: features, y: outcome }
parameters: { M: { shape: [5, features], init: { uniform: 0.5 } }, c: [5], v: { shape: [5], init: { uniform: 0.5 } }, b: { shape: [], init: 150 } }
ops: { shrink: { inputs: [a], value: [sub, [expm1, [mul, 0.1, a]], [log1p, [abs, a]]] } }
nodes:
  z: affine(M, x, c)
  h: multiply(tanh(z), sigmoid(z))
  g: add(softplus(h), relu(z))
  k: shrink(g)
  prediction: affine(k, v, b)
  loss: huber(scale(subtract(y, prediction), factor=0.01), delta=0.5)
  size: mean(log(exp(abs(v))))
  R: scale(add(size, l2Penalty(M, lambda=0.01)), factor=0.001)
  objective: add(loss, add(R, scale(sum(square(c)), factor=0.0001)))
prediction: prediction
objective: objective
`;
writeFileSync(join(scratch, 'all.graph.yaml'), allOps);
writeFileSync(
  join(scratch, 'all.yaml'),
  'model: { graph: all.graph.yaml }\ntarget: progression\nsgd: { stepSize: 0.05, epochs: 30 }\n',
);

const configs = [
  ...['ridge', 'least-squares', 'huber', 'perceptron'].map((name) => join(root, 'configs', `${name}.yaml`)),
  join(scratch, 'all.yaml'),
];
/** 21 MB of numbers, more than the least --memory. */
const large = join(scratch, 'large.csv');
writeFileSync(
  large,
  ['a,b,c,d,e,f,g,h,progression', ...Array.from({ length: 300_000 }, (_, i) => rowOf(i))].join('\n'),
);

function rowOf(i) {
  const x = Array.from({ length: 8 }, (_, j) => ((i * (7919 + 104729 * j)) % 10007) / 5003.5 - 1);
  return [...x, 150 + 40 * x[0] - 30 * x[1] * x[2] + ((i * 31) % 97)].join(',');
}

const shards = ['--set', 'sgd.batchSize=64', '--set', 'shardRows=16', '--set', 'blockRows=128'];
const short = ['--set', 'sgd.batchSize=2048', '--set', 'sgd.stepSize=0.0001', '--set', 'sgd.epochs=2'];
/** Runs in one list must agree. */
const ways = [
  [
    [join(root, 'data/diabetes.csv')],
    [
      [...shards, '--workers', '1'],
      [...shards, '--workers', '2'],
      [...shards, '--workers', '5'],
    ],
  ],
  [
    [large],
    [
      [...short, '--workers', '1'],
      [...short, '--workers', '2', '--memory', '16MB'],
      [...short, '--workers', '5', '--memory', '16MB'],
    ],
  ],
];
let differ = 0;
for (const config of configs) {
  const known = new Map();
  for (const version of versions) {
    const node = nodeOf(version);
    const prints = ways.map(([data, flags]) =>
      flags.map((some) => fingerprintOf(node, [config, ...some, ...data])),
    );
    const { stdout } = spawnSync(node, ['--version'], { encoding: 'utf8' });
    console.log([config.split('/').at(-1).padEnd(20), stdout.trim().padEnd(10), ...prints.flat()].join(' '));
    for (const [k, list] of prints.entries()) {
      known.set(k, known.get(k) ?? list[0]);
      differ += list.filter((print) => print !== known.get(k)).length;
    }
  }
}
console.log(differ === 0 ? 'all the same' : `${differ} differ`);
process.exitCode = differ === 0 ? 0 : 1;

function fingerprintOf(node, [config, ...args]) {
  const out = join(scratch, 'model.json');
  const cli = join(root, 'dist/cli/train.js');
  const all = [cli, '--config', config, '--quiet', '--out', out, ...args];
  const { status, stderr } = spawnSync(node, all, { encoding: 'utf8' });
  if (status !== 0) return `status ${status}: ${stderr.trim()}`;
  return JSON.parse(readFileSync(out, 'utf8')).fingerprint.slice(0, 12);
}
