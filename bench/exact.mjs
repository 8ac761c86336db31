/**
 * The exact solver over rows in memory, beside numpy's normal equations and least squares with as many threads:
 * `npm run build && node bench/exact.mjs [ROWS FEATURES]… [--threads N]`. PYTHON names a Python that has numpy.
 */
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { isMainThread, parentPort, Worker, workerData } from 'node:worker_threads';
import { allocate, createMemory, float64At } from '#chainrule/kernels/memory.js';
import { workspaceOver } from '#chainrule/kernels/workspace.js';
import { random } from '#chainrule/random.js';
import { MergeTree } from '#chainrule/solve/block-pass.js';
import { certify, proveFactor } from '#chainrule/solve/certificate.js';
import { solveExact } from '#chainrule/solve/exact.js';
import { passes, passesIn } from '#chainrule/solve/passes.js';
import { rawPoint } from '#chainrule/solve/point.js';

const blockRows = 8192;
const runs = 7;

/** Blocks of rows that end in the outcome, as { address, rows }. */
function makeBlocks(memory, rows, features) {
  const source = random(1, 'bench');
  const width = features + 1;
  const weights = Array.from({ length: features }, () => source.uniform());
  const blocks = [];
  for (let first = 0; first < rows; first += blockRows) {
    const count = Math.min(blockRows, rows - first);
    const address = allocate(memory, count * width * 8);
    const values = float64At(memory, address, count * width);
    for (let at = 0; at < values.length; at += width) {
      let y = source.uniform();
      for (let j = 0; j < features; j++) {
        values[at + j] = source.uniform();
        y += weights[j] * values[at + j];
      }
      values[at + features] = y;
    }
    blocks.push({ address, rows: count });
  }
  return blocks;
}

/** A runner over threads that share the blocks evenly. */
function threadedRunner(workers, count, log) {
  return async (pass, input) => {
    const start = performance.now();
    const tree = new MergeTree(count, passes.get(pass).merge);
    await Promise.all(
      workers.map(
        (worker) =>
          new Promise((resolve) => {
            worker.once('message', (partials) => {
              for (const [block, partial] of partials) tree.add(block, partial);
              resolve();
            });
            worker.postMessage({ pass, input });
          }),
      ),
    );
    log.push([pass, performance.now() - start]);
    return tree.whole;
  };
}

async function measure(rows, features, threads) {
  const memory = createMemory();
  const blocks = makeBlocks(memory, rows, features);
  const workers = Array.from(
    { length: threads },
    (_, thread) =>
      new Worker(new URL(import.meta.url), { workerData: { memory, blocks, features, thread, threads } }),
  );
  const found = { solve: [], certify: [] };
  for (let k = 0; k < runs; k++) {
    const log = [];
    const run = threadedRunner(workers, blocks.length, log);
    const start = performance.now();
    const options = { intercept: true, standardize: true, l2Reg: 0, onRankDeficient: 'error', names: [] };
    const { columns, factor, gradient: near, raw } = await solveExact(run, options);
    const solved = performance.now();
    const proven = await proveFactor(run, columns, factor);
    const point = rawPoint(columns, raw.weights, raw.intercept);
    const certificate = await certify(run, columns, point, { exactCheckColumns: 200, proven, near });
    if (!certificate.certified) throw new Error(certificate.reason);
    found.solve.push(solved - start);
    found.certify.push(performance.now() - solved);
    log.forEach(([pass, time], at) => {
      found[`${at + 1} ${pass}`] ??= [];
      found[`${at + 1} ${pass}`].push(time);
    });
  }
  await Promise.all(workers.map((worker) => worker.terminate()));
  return Object.fromEntries(Object.entries(found).map(([what, times]) => [what, median(times)]));
}

function median(times) {
  return Math.round(times.toSorted((a, b) => a - b)[times.length >> 1]);
}

function numpy(rows, features, threads) {
  const script = join(import.meta.dirname, 'peers/normal_equations.py');
  const { status, stdout } = spawnSync(
    process.env.PYTHON ?? 'python3',
    [script, String(rows), String(features)],
    { encoding: 'utf8', env: { ...process.env, OPENBLAS_NUM_THREADS: String(threads) } },
  );
  return status === 0 ? JSON.parse(stdout) : 'no numpy';
}

/** A thread's share of every pass. */
function work({ memory, blocks, features, thread, threads }) {
  const own = passesIn(workspaceOver(memory));
  const places = blocks.map(({ address, rows }, block) => ({
    block,
    rows,
    values: float64At(memory, address, rows * (features + 1)),
  }));
  parentPort.on('message', ({ pass, input }) => {
    const { block: over } = own.get(pass);
    parentPort.postMessage(
      places
        .filter(({ block }) => block % threads === thread)
        .map(({ block, rows, values }) => [block, over(values, undefined, rows, features, input)]),
    );
  });
}

if (isMainThread) {
  const { positionals, values } = parseArgs({
    allowPositionals: true,
    options: { threads: { type: 'string', default: '2' } },
  });
  const threads = Number(values.threads);
  const sizes = positionals.length > 0 ? positionals.map(Number) : [1_000_000, 10, 1_000_000, 100];
  for (let k = 0; k < sizes.length; k += 2) {
    const [rows, features] = [sizes[k], sizes[k + 1]];
    // Before and after, as the machine may be shared.
    const before = numpy(rows, features, threads);
    const exact = await measure(rows, features, threads);
    const after = numpy(rows, features, threads);
    console.log(JSON.stringify({ rows, features, threads, unit: 'ms', exact, numpy: [before, after] }));
  }
} else work(workerData);
