/**
 * Epochs until the relative gap (J − J*)/J* is within 1e-3, and of SVRG until 1e-10, first for multiples of the step size
 * that `auto` chooses, then for several starts: `npm run build && node bench/step-sizes.mjs`. Counts, not times: the same
 * on every machine.
 */
import { readFileSync } from 'node:fs';
import { initialParameters } from '../dist/graph/init.js';
import { createMemory } from '../dist/kernels/memory.js';
import { workspaceOver } from '../dist/kernels/workspace.js';
import { steepest } from '../dist/models/curvature.js';
import { leastSquaresKind, ridgeKind } from '../dist/models/linear.js';
import { random } from '../dist/random.js';
import { runEpochs } from '../dist/train/coordinator.js';
import { largestEigenvalue } from '../dist/train/eigenvalue.js';
import { evaluate } from '../dist/train/evaluation.js';
import { openState, stateLength } from '../dist/train/state.js';
import { autoStepSizes } from '../dist/train/step-size.js';
import { Trainer } from '../dist/train/trainer.js';

const mean = (values) => values.reduce((sum, value) => sum + value / values.length, 0);
const dot = (a, b) => a.reduce((sum, value, i) => sum + value * b[i], 0);

/** The numeric columns of a file. */
function read(path, target) {
  const text = readFileSync(new URL(`../${path}`, import.meta.url), 'utf8');
  const [head, ...lines] = text
    .trim()
    .split('\n')
    .map((line) => line.split(',').map((cell) => cell.replaceAll('"', '')));
  const all = head.map((_, j) => lines.map((line) => Number(line[j])));
  return {
    columns: all.filter((column, j) => head[j] !== target && column.every(Number.isFinite)),
    ys: all[head.indexOf(target)],
  };
}

/** Uniform columns of standard deviation 1 and this mean, and an outcome around 100 that depends on two of them. */
function made(rows, features, average) {
  const source = random(1, 'rows');
  const draw = () => Math.sqrt(12) * (source.uniform() - 0.5);
  const columns = Array.from({ length: features }, () =>
    Array.from({ length: rows }, () => average + draw()),
  );
  return {
    columns,
    ys: columns[0].map((x, i) => 100 + 2 * (x - average) - (columns[1][i] - average) + draw()),
  };
}

/** The table as a job takes it: columns standardized, only centred, or as they are. */
function tableOf({ columns, ys }, form = 'standardized') {
  const xs = new Float64Array(ys.length * columns.length);
  for (const [j, column] of columns.entries()) {
    const center = form === 'raw' ? 0 : mean(column);
    const scale = form === 'standardized' ? Math.sqrt(mean(column.map((x) => (x - center) ** 2))) : 1;
    for (const [i, x] of column.entries()) xs[i * columns.length + j] = (x - center) / scale;
  }
  return { xs, ys: Float64Array.from(ys), features: columns.length, rows: ys.length };
}

/** J*, from the normal equations of centred columns, or of their dual where there are fewer rows than columns. */
function leastObjective({ xs, ys, features, rows }, l2Reg) {
  const x = Array.from({ length: rows }, (_, i) => xs.subarray(i * features, (i + 1) * features));
  const columns = Array.from({ length: features }, (_, j) => {
    const column = Float64Array.from(x, (row) => row[j]);
    const center = mean(column);
    return column.map((value) => value - center);
  });
  const center = mean(ys);
  const r = ys.map((y) => y - center);
  const diagonal = (G) => G.map((row, i) => row.with(i, row[i] + rows * l2Reg));
  if (features <= rows) {
    const c = columns.map((column) => dot(column, r));
    const w = solve(diagonal(columns.map((a) => columns.map((b) => dot(a, b)))), c);
    return (dot(r, r) - dot(w, c)) / rows;
  }
  const centred = x.map((_, i) => columns.map((column) => column[i]));
  const K = centred.map((a) => centred.map((b) => dot(a, b)));
  return l2Reg * dot(solve(diagonal(K), [...r]), r);
}

/** Solves a positive definite system by elimination. */
function solve(A, b) {
  const rows = A.map((row, i) => [...row, b[i]]);
  for (const [k, pivot] of rows.entries()) {
    for (let i = k + 1; i < rows.length; i++) {
      const factor = rows[i][k] / pivot[k];
      for (let j = k; j < pivot.length; j++) rows[i][j] -= factor * pivot[j];
    }
  }
  const solution = Array(rows.length).fill(0);
  for (let k = rows.length - 1; k >= 0; k--)
    solution[k] = (rows[k].at(-1) - dot(solution, rows[k].slice(0, -1))) / rows[k][k];
  return solution;
}

const workspace = workspaceOver(createMemory());

function inMemory(values) {
  const copy = workspace.allocate(values.length);
  copy.set(values);
  return copy;
}

function engineOf(job, { xs, ys, features }) {
  const trainer = new Trainer(job, { xs: inMemory(xs), ys: inMemory(ys), features }, workspace);
  const state = openState(workspace.allocate(stateLength(trainer.parameters, job)), trainer.parameters, job);
  return {
    ...{ job, state, program: trainer.compiled.program },
    takeSteps: async (epoch, steps, sum) => trainer.takeSteps(epoch, steps, state, sum),
    pass: async (kind, rows, theta) => {
      const cut = trainer.cut({ theta, anchor: undefined });
      return trainer.passes.run(kind, rows, { from: 0, to: 1 }, cut);
    },
  };
}

/** The epochs, as text. Where `start` is given, b starts there and the text says how far a run came. */
async function run(problem, { model, solver, batchSize, factor = 1, epochs, tolerance, least, start }) {
  const job = {
    ...{ model, rows: problem.rows, validationRows: 0 },
    ...{ blockRows: 8192, shardRows: 8192, batchSize, order: 'rows', seed: 1, solver, momentum: 0 },
    ...{ averaging: solver === 'sgd', evenSteps: true },
  };
  const engine = engineOf(job, problem);
  const { xs, ys, features } = problem;
  let square = 0;
  for (let i = 0; i < xs.length; i += features)
    square = Math.max(
      square,
      xs.subarray(i, i + features).reduce((sum, x) => sum + x * x, 1),
    );
  const { curvature } = model;
  const whole = steepest(curvature, await largestEigenvalue(engine));
  const auto = autoStepSizes({ ...job, largest: steepest(curvature, square), whole });
  const stepSizes = { ...auto, initial: auto.initial * factor };
  engine.state.theta.set(initialParameters(engine.program, job.seed, start ?? mean(ys)));
  const initial = await evaluate(engine, 'training', engine.state.theta);
  let gap = Number.NaN;
  for await (const { epoch } of runEpochs(engine, { stepSizes, rules: { epochs }, start: initial })) {
    gap = (await evaluate(engine)).objective / least - 1;
    if (gap <= tolerance) return `${epoch}`;
  }
  return `> ${epochs}${start === undefined ? '' : `, gap ${gap.toPrecision(2)}`}`;
}

function print(head, rows) {
  console.log(`| ${head.join(' | ')} |\n|${head.map(() => '---|').join('')}`);
  for (const row of rows) console.log(`| ${row.join(' | ')} |`);
  console.log('');
}

const diabetes = read('data/diabetes.csv', 'progression');
const mpg = read('test/fixtures/mpg.csv', 'hwy');
const solvers = [
  ['sgd', 1e-3],
  ['svrg', 1e-10],
];

const factors = [0.25, 0.5, 1, 1.5, 2];
const bySize = [];
for (const [name, raw] of [
  ['data/diabetes.csv', diabetes],
  ['test/fixtures/mpg.csv', mpg],
]) {
  const problem = tableOf(raw);
  const model = leastSquaresKind.build({ ...problem, intercept: true });
  const least = leastObjective(problem, 0);
  for (const [solver, tolerance] of solvers) {
    for (const batchSize of [1, 8, 32, 128]) {
      const options = { model, solver, batchSize, epochs: 1000, tolerance, least };
      const counts = [];
      for (const factor of factors) counts.push(await run(problem, { ...options, factor }));
      bySize.push([name, solver, batchSize, ...counts]);
    }
  }
}
print(['problem', 'solver', 'rows a step', ...factors.map((factor) => `× ${factor}`)], bySize);

const byStart = [];
for (const [name, raw, forms, penalties] of [
  ['data/diabetes.csv', diabetes, ['standardized'], ['1e-300', '1e-6', '1', '1000', '1e6']],
  ['30 rows × 1,000 columns', made(30, 1000, 0), ['standardized'], ['1e-6', '0.01', '1', '1000']],
  ['500 × 3, mean/sd = 100', made(500, 3, 100), ['raw', 'centred'], ['0.01', '1000']],
  ['data/diabetes.csv', diabetes, ['raw', 'centred'], ['1', '1000']],
]) {
  for (const penalty of penalties) {
    const l2Reg = Number(penalty);
    for (const form of forms) {
      const problem = tableOf(raw, form);
      const model = ridgeKind.build({ ...problem, intercept: true, l2Reg });
      const least = leastObjective(tableOf(raw, form === 'raw' ? 'centred' : form), l2Reg);
      const counts = [];
      for (const [solver] of solvers) {
        const options = { model, solver, batchSize: 32, epochs: 1000, tolerance: 1e-3, least };
        for (const start of [0, mean(problem.ys)]) counts.push(await run(problem, { ...options, start }));
      }
      byStart.push([name, form, penalty, ...counts]);
    }
  }
}
print(['problem', 'columns', 'λ', 'sgd from 0', 'sgd from ȳ', 'svrg from 0', 'svrg from ȳ'], byStart);
