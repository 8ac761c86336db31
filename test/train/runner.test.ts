/** Law: steps taken from a trace end in the bits of plain steps, with any op there is and with any custom op. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { tanh } from '#chainrule/expression/expression.js';
import type { ElementwiseDefinition, NodeDefinition, Shape } from '#chainrule/graph/definition.js';
import { initialParameters } from '#chainrule/graph/init.js';
import { ops } from '#chainrule/graph/ops/index.js';
import type { Recorder } from '#chainrule/kernels/kernels.js';
import { createMemory } from '#chainrule/kernels/memory.js';
import { type Workspace, workspaceOver } from '#chainrule/kernels/workspace.js';
import type { ModelDefinition } from '#chainrule/models/model.js';
import { random } from '#chainrule/random.js';
import type { Job } from '#chainrule/train/job.js';
import { stepsPerEpoch } from '#chainrule/train/minibatches.js';
import { openState, stateLength } from '#chainrule/train/state.js';
import { startSchedule } from '#chainrule/train/step-size.js';
import { Trainer } from '#chainrule/train/trainer.js';
import { randomExpression } from '../expression/random-expression.js';
import { chosen, inputShapes, within } from '../graph/op-inputs.js';
import { plainWorkspace } from '../support/plain-workspace.js';

const memory = createMemory();
const wasm = workspaceOver(memory);

/** How the op under test is used. */
interface Use {
  readonly n: number;
  readonly p: number;
  /** For each input, whether it depends on the example. */
  readonly perExample: readonly boolean[];
  /** Whether the last optional input is there. */
  readonly whole: boolean;
  /** Which shape an op of one shape gets. */
  readonly shape: number;
  readonly seed: number;
}

const use: fc.Arbitrary<Use> = fc.record({
  n: fc.integer({ min: 1, max: 4 }),
  p: fc.integer({ min: 1, max: 6 }),
  perExample: fc.tuple(fc.boolean(), fc.boolean(), fc.boolean()),
  whole: fc.boolean(),
  shape: fc.nat(3),
  seed: fc.nat(),
});

/** The op on inputs that are parameters, or computed from an example X [n, p] and parameters; loss (y − v·out)². */
function modelOf(
  opName: string,
  { n, p, perExample, whole, shape, seed }: Use,
  custom?: ElementwiseDefinition,
) {
  const op = ops.get(opName);
  const inputs = custom?.inputs ?? op?.inputs ?? [];
  const used = whole ? inputs : inputs.slice(0, inputs.length - (op?.optional ?? 0));
  const any = ([[], [n], [p], [n, p]] as const)[shape] ?? [];
  const list = inputShapes({ name: opName, inputs: used }, n, p, any);
  // Of an elementwise op some inputs are scalars, and some of those constants.
  const isScalar = (slot: number) => op?.elementwise === true && slot < 2 && seed % 4 === slot;
  const shapes: Readonly<Record<string, Shape>> = Object.fromEntries(
    used.map((name, slot) => [name, isScalar(slot) ? [] : (list[slot] ?? [])]),
  );
  const nodes: NodeDefinition[] = [
    { name: 'X', op: 'input', shape: [n, p] },
    { name: 'y', op: 'input', shape: [] },
  ];
  const parameter = (name: string, of: Shape) => {
    nodes.push({ name, op: 'parameter', shape: of, init: { uniform: 1 } });
    return name;
  };
  const node = (name: string, nodeOp: string, from: readonly string[], constants = {}) => {
    nodes.push({ name, op: nodeOp, inputs: [...from], constants });
    return name;
  };
  const row = node('row', 'affine', ['X', parameter('v', [p])]);
  const example = (name: string, of: Shape): string => {
    if (of.length === 2) return node(name, 'multiply', ['X', parameter(`${name} W`, of)]);
    return node(name, 'affine', [parameter(`${name} W`, [...of, n]), row, parameter(`${name} b`, of)]);
  };
  const taken = used.map((name, slot) => {
    const of = shapes[name] ?? [];
    if (op?.discrete?.includes(name) || (isScalar(slot) && seed % 8 < 4)) {
      nodes.push(chosen(name, n, seed));
      return name;
    }
    const start = perExample[slot] === true ? example(name, of) : parameter(name, of);
    return (within[opName] ?? []).reduce((from, before) => node(`${before} ${name}`, before, [from]), start);
  });
  const constants = Object.fromEntries((op?.constants ?? []).map((name, k) => [name, 0.3 + k + (seed % 3)]));
  const out = node('out', opName, taken, constants);
  const outShape = custom === undefined ? op?.shape(shapes) : any;
  if (typeof outShape === 'string' || outShape === undefined) throw new Error(`${opName}: ${outShape}`);
  const weighted = node('weighted', 'multiply', [parameter('weights', outShape), out]);
  const sum = outShape.length === 0 ? weighted : node('sum', 'sum', [weighted]);
  const prediction = node('prediction', 'add', [sum, node('first', 'mean', [row])]);
  node('J', 'square', [node('residual', 'subtract', ['y', prediction])]);
  const ownOps = custom === undefined ? {} : { ops: { [opName]: custom } };
  const model: ModelDefinition = {
    name: opName,
    roles: { input: 'X', outcome: 'y', prediction },
    graph: { nodes, sink: 'J', ...ownOps },
  };
  return model;
}

interface Batches {
  readonly rows: number;
  readonly batchSize: number;
  readonly shardRows: number;
}

/** Plain steps, the same ones in WebAssembly, and how many of these were played. */
function bothWays(
  model: ModelDefinition,
  features: number,
  { rows, batchSize, shardRows }: Batches,
  seed: number,
) {
  const job: Job = {
    ...{ model, rows, validationRows: 0, blockRows: 50, shardRows, batchSize, order: 'rows', seed },
    ...{ solver: 'sgd', momentum: 0.5, averaging: true, evenSteps: true },
  };
  const source = random(seed, 'examples');
  const [xs, ys] = [features, 1].map((size) =>
    Float64Array.from({ length: rows * size }, () => 2 * source.uniform() - 1),
  ) as [Float64Array, Float64Array];
  let played = 0;
  const counting: Workspace = {
    ...wasm,
    kernels: {
      ...wasm.kernels,
      recorder() {
        const recorder: Recorder = wasm.kernels.recorder!();
        return {
          ...recorder,
          trace(kept) {
            const trace = recorder.trace(kept);
            if (trace === undefined) return undefined;
            return {
              ...trace,
              play(...args) {
                const steps = trace.play(...args);
                played += steps;
                return steps;
              },
            };
          },
        };
      },
    },
  };
  const perEpoch = stepsPerEpoch(rows, batchSize);
  const [plain, traced] = [plainWorkspace, counting].map((workspace) => {
    const placed = (values: Float64Array) => {
      const copy = workspace.allocate(values.length);
      copy.set(values);
      return copy;
    };
    const trainer = new Trainer(job, { xs: placed(xs), ys: placed(ys), features }, workspace);
    const { parameters, compiled } = trainer;
    const state = openState(workspace.allocate(stateLength(parameters, job)), parameters, job);
    state.theta.set(initialParameters(compiled.program, seed));
    startSchedule(state.schedule, { initial: 1e-3, decay: 0.01, root: true });
    const results = [];
    // Each size of a minibatch has a trace of its own; full tiles have one after few of them.
    const steps = 36;
    for (let epoch = 0; epoch * perEpoch < steps; epoch++)
      results.push(trainer.takeSteps(epoch, { from: 0, to: perEpoch }, state, 0));
    return { results, state: Float64Array.from(state.values) };
  });
  return { plain: plain!, traced: traced!, played };
}

/** By rows of a minibatch: some of them make one shard, some several. */
const batches: readonly Batches[] = [
  { rows: 38, batchSize: 1, shardRows: 8 },
  { rows: 38, batchSize: 3, shardRows: 8 },
  { rows: 38, batchSize: 3, shardRows: 2 },
  { rows: 75, batchSize: 32, shardRows: 32 },
  { rows: 75, batchSize: 32, shardRows: 5 },
];

test.each([...ops.keys()])('%s', (opName) => {
  const property = fc.property(use, fc.constantFrom(...batches), (one, batch) => {
    const { plain, traced, played } = bothWays(modelOf(opName, one), one.n * one.p, batch, one.seed);
    expect(traced).toEqual(plain);
    expect(plain.state.every(Number.isFinite)).toBe(true);
    expect(played).toBeGreaterThan(0);
  });
  fc.assert(property, { numRuns: 6, seed: 1 });
});

test.each([1024, 4096])('any op, full tiles and a part of one, in shards of %i rows', (shardRows) => {
  const property = fc.property(fc.constantFrom(...ops.keys()), use, (opName, one) => {
    const batch = { rows: 2100, batchSize: 2100, shardRows };
    const small = { ...one, n: Math.min(one.n, 2), p: Math.min(one.p, 2) };
    const { plain, traced, played } = bothWays(modelOf(opName, small), small.n * small.p, batch, one.seed);
    expect(traced).toEqual(plain);
    expect(played).toBeGreaterThan(0);
  });
  fc.assert(property, { numRuns: 5, seed: 2 });
});

test('random custom ops', () => {
  let compared = 0;
  const property = fc.property(randomExpression(), use, fc.constantFrom(...batches), (value, one, batch) => {
    const custom = { inputs: ['a', 'b'], value: tanh(value) };
    const { plain, traced, played } = bothWays(
      modelOf('custom', one, custom),
      one.n * one.p,
      batch,
      one.seed,
    );
    expect(traced).toEqual(plain);
    if (plain.results.every(({ divergedAt }) => divergedAt === undefined)) {
      expect(played).toBeGreaterThan(0);
      compared++;
    }
  });
  fc.assert(property, { numRuns: 25, seed: 3 });
  expect(compared).toBeGreaterThan(15);
});
