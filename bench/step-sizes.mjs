/**
 * Epochs until the relative gap (J − J*)/J* is within 1e-3 for multiples of the step size that `auto` chooses, and of
 * SVRG until 1e-10: `npm run build && node bench/step-sizes.mjs`. Counts, not times: the same on every machine.
 */
import { readFileSync } from 'node:fs';
import { leastSquaresKind } from '../dist/models/linear.js';
import { runEpochs } from '../dist/train/coordinator.js';
import { largestEigenvalue } from '../dist/train/eigenvalue.js';
import { evaluate } from '../dist/train/evaluation.js';
import { openState, stateLength } from '../dist/train/state.js';
import { autoStepSizes } from '../dist/train/step-size.js';
import { Trainer } from '../dist/train/trainer.js';

/** The numeric columns of a file, standardized. */
function read(path, target) {
  const text = readFileSync(new URL(`../${path}`, import.meta.url), 'utf8');
  const [head, ...lines] = text
    .trim()
    .split('\n')
    .map((line) => line.split(',').map((cell) => cell.replaceAll('"', '')));
  const all = head.map((_, j) => lines.map((line) => Number(line[j])));
  const ys = Float64Array.from(all[head.indexOf(target)]);
  const columns = all.filter((column, j) => head[j] !== target && column.every(Number.isFinite));
  const xs = new Float64Array(ys.length * columns.length);
  for (const [j, column] of columns.entries()) {
    const mean = column.reduce((sum, x) => sum + x / ys.length, 0);
    const sd = Math.sqrt(column.reduce((sum, x) => sum + (x - mean) ** 2 / ys.length, 0));
    for (const [i, x] of column.entries()) xs[i * columns.length + j] = (x - mean) / sd;
  }
  return { xs, ys, features: columns.length, rows: ys.length };
}

function engineOf(job, problem) {
  const trainer = new Trainer(job, problem);
  const state = openState(new Float64Array(stateLength(trainer.parameters, job)), trainer.parameters, job);
  return {
    ...{ job, state, program: trainer.compiled.program },
    takeSteps: async (epoch, steps, sum) => trainer.takeSteps(epoch, steps, state, sum),
    pass: async (kind, rows, theta) => {
      const cut = trainer.cut({ theta, anchor: undefined });
      return trainer.passes.run(kind, rows, { from: 0, to: 1 }, cut);
    },
  };
}

async function run(problem, { solver, batchSize, factor, epochs, tolerance, least }) {
  const job = {
    ...{
      model: leastSquaresKind.build({ ...problem, intercept: true }),
      rows: problem.rows,
      validationRows: 0,
    },
    ...{ blockRows: 8192, shardRows: 8192, batchSize, order: 'rows', seed: 1, solver, momentum: 0 },
    ...{ averaging: solver === 'sgd', evenSteps: true },
  };
  const engine = engineOf(job, problem);
  const { xs, features } = problem;
  let square = 0;
  for (let i = 0; i < xs.length; i += features)
    square = Math.max(
      square,
      xs.subarray(i, i + features).reduce((sum, x) => sum + x * x, 1),
    );
  const auto = autoStepSizes({ ...job, largest: 2 * square, whole: 2 * (await largestEigenvalue(engine)) });
  const stepSizes = { ...auto, initial: auto.initial * factor };
  const start = await evaluate(engine, 'training', engine.state.theta);
  let epoch = 0;
  for await (const report of runEpochs(engine, { stepSizes, rules: { epochs }, start })) {
    epoch = report.epoch;
    const { objective } = await evaluate(engine);
    if (least !== undefined && objective / least - 1 <= tolerance) return `${epoch}`;
  }
  if (least !== undefined) return `> ${epochs}`;
  return (await evaluate(engine)).objective;
}

const factors = [0.25, 0.5, 1, 1.5, 2];
console.log(`| problem | solver | rows a step | ${factors.map((factor) => `× ${factor}`).join(' | ')} |`);
console.log(`|---|---|---|${factors.map(() => '---|').join('')}`);
for (const [path, target] of [
  ['data/diabetes.csv', 'progression'],
  ['test/fixtures/mpg.csv', 'hwy'],
]) {
  const problem = read(path, target);
  const least = await run(problem, { solver: 'svrg', batchSize: 32, factor: 1, epochs: 3000 });
  for (const [solver, tolerance] of [
    ['sgd', 1e-3],
    ['svrg', 1e-10],
  ]) {
    for (const batchSize of [1, 8, 32, 128]) {
      const counts = [];
      for (const factor of factors)
        counts.push(await run(problem, { solver, batchSize, factor, epochs: 1000, tolerance, least }));
      console.log(`| ${path} | ${solver} | ${batchSize} | ${counts.join(' | ')} |`);
    }
  }
}
