/**
 * Sends signals to `train` at random moments of every phase, on a file, a pipe and a slow FIFO:
 * `npm run chaos -- --signals 300 --seed 1`. Prints the times to end, and checks that each run ends within a second of its signal
 * (`--most` milliseconds), leaves no temporary file, and that the model is the one before or a whole new one. Status 1 otherwise.
 */
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  createReadStream,
  createWriteStream,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

const { values: flags } = parseArgs({
  options: {
    signals: { type: 'string', default: '300' },
    seed: { type: 'string', default: '1' },
    most: { type: 'string', default: '1000' },
    dist: { type: 'string', default: fileURLToPath(new URL('../dist', import.meta.url)) },
  },
});
const random = mulberry32(Number(flags.seed));
const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'];
const folder = mkdtempSync(join(tmpdir(), 'chainrule-chaos-'));
const file = (name) => join(folder, name);

function mulberry32(seed) {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}

const pick = (list) => list[Math.floor(random() * list.length)];

/** A model of 2 MB, so that writing takes a while. */
function prepare() {
  const graph = `
inputs: { x: features, y: outcome }
parameters: { W: { shape: [300, features], init: { uniform: 0.1 } }, c: [300], v: { shape: [300], init: { uniform: 0.1 } }, b: [] }
nodes:
  h: tanh(affine(W, x, c))
  prediction: affine(v, h, b)
  loss: square(subtract(y, prediction))
prediction: prediction
objective: loss
`;
  const header = [...Array.from({ length: 300 }, (_, j) => `x${j}`), 'y'].join(',');
  const row = () => Array.from({ length: 301 }, () => Math.floor(random() * 100)).join(',');
  writeFileSync(file('g.yaml'), graph);
  writeFileSync(
    file('c.yaml'),
    'model: { graph: g.yaml }\ntarget: y\nsgd: { stepSize: 1.0e-9, batchSize: 50, epochs: 3 }\n',
  );
  writeFileSync(file('d.csv'), [header, ...Array.from({ length: 500 }, row), ''].join('\n'));
}

function start(data, workers) {
  const args = ['--config', 'c.yaml', '--quiet', '--set', `workers=${workers}`, data];
  // A pipe of the shell: those of Node are sockets, which cannot be opened by a path.
  const script = data === '/dev/stdin' ? 'exec "$@" < <(cat d.csv; sleep 0.3)' : 'exec "$@"';
  const child = spawn(
    'bash',
    ['-c', script, 'bash', process.execPath, join(flags.dist, 'cli/train.js'), ...args],
    { cwd: folder, stdio: ['ignore', 'ignore', 'pipe'], env: { ...process.env, TMPDIR: folder } },
  );
  return { child, messages: text(child.stderr) };
}

/** Gives the data to a FIFO bit by bit, until it is closed. */
async function feed(stream) {
  stream.on('error', () => undefined); // the program was ended while this wrote
  for await (const piece of createReadStream(file('d.csv'))) {
    if (stream.destroyed) return;
    stream.write(piece);
    await delay(50);
  }
  stream.end();
}

function wholeModel(text) {
  try {
    return JSON.parse(text).format === 'chainrule.model';
  } catch {
    return false;
  }
}

async function one(length, k) {
  const input = pick(['file', 'file', 'pipe', 'FIFO']);
  const data = { file: 'd.csv', pipe: '/dev/stdin', FIFO: `fifo${k}` }[input];
  if (input === 'FIFO') execFileSync('mkfifo', [file(data)]);
  const workers = pick(['auto', 2]);
  const signal = pick(signals);
  const after = random() * length * 1.2;
  const before = '{"format": "chainrule.model", "before": true}';
  writeFileSync(file('model.json'), before);
  const { child, messages } = start(data, workers);
  // Both ends at once, as opening it for writing alone waits for a reader.
  const writer = input === 'FIFO' ? createWriteStream(file(data), { flags: 'r+' }) : undefined;
  if (writer) void feed(writer);
  const ended = once(child, 'exit');
  await delay(after);
  const sent = performance.now();
  const alive = child.exitCode === null && child.signalCode === null;
  if (alive) child.kill(signal);
  await ended;
  const milliseconds = alive ? performance.now() - sent : 0;
  writer?.destroy();
  const model = readFileSync(file('model.json'), 'utf8');
  const left = readdirSync(folder).filter((name) => name.startsWith('.chainrule'));
  for (const name of left) rmSync(file(name));
  const isDefect = /internal error/.test(await messages);
  return {
    ...{ input, alive, milliseconds, isDefect, left: left.length },
    ...{ intact: wholeModel(model), isNew: model !== before },
  };
}

async function undisturbed() {
  const began = performance.now();
  const [status] = await once(start('d.csv', 'auto').child, 'exit');
  if (status !== 0) throw new Error(`the run without a signal ended with ${status}`);
  return performance.now() - began;
}

try {
  prepare();
  const length = await undisturbed();
  const runs = [];
  for (let k = 0; k < Number(flags.signals); k++) runs.push(await one(length, k));
  console.log('input  signalled  median ms  worst ms  files left  models damaged  new models');
  for (const input of ['file', 'pipe', 'FIFO']) {
    const those = runs.filter((run) => run.input === input && run.alive);
    const times = those.map(({ milliseconds }) => milliseconds).sort((a, b) => a - b);
    const sum = (of) => those.reduce((total, run) => total + Number(of(run)), 0);
    const median = (times[times.length >> 1] ?? 0).toFixed(0);
    const cells = [those.length, median, (times.at(-1) ?? 0).toFixed(0), sum((run) => run.left)];
    const more = [sum((run) => !run.intact), sum((run) => run.isNew)];
    const widths = [11, 11, 10, 12, 16, 12];
    console.log(
      input.padEnd(5) + [...cells, ...more].map((cell, k) => String(cell).padStart(widths[k])).join(''),
    );
  }
  const wrong = runs.filter(
    (run) => run.isDefect || run.milliseconds > Number(flags.most) || run.left > 0 || !run.intact,
  );
  console.log(
    `seed ${flags.seed}: ${wrong.length} of ${runs.length} runs were wrong; without a signal a run takes ${length.toFixed(0)} ms`,
  );
  process.exitCode = wrong.length > 0 ? 1 : 0;
} finally {
  rmSync(folder, { recursive: true });
}
