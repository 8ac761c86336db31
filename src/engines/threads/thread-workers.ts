/** Workers that are threads of this process, or the thread that asks: rows lie in the memory they share, or on disk. */
import type { Layout } from '../../data/decode.js';
import type { RowsOf } from '../../data/holdout.js';
import { Segments } from '../../data/segments.js';
import type { Batch } from '../../data/sources/source.js';
import { ceilingOf, float64At } from '../../kernels/memory.js';
import { workspaceOver } from '../../kernels/workspace.js';
import type { PredictableModel } from '../../predict/predictable.js';
import { passesIn } from '../../solve/passes/passes-by-name.js';
import type { Job } from '../../train/job.js';
import type { Span } from '../../train/minibatches.js';
import type {
  Arrangement,
  DecodedBatch,
  JobOptions,
  ModelToEvaluate,
  PredictedBatch,
  PredictionLayout,
  Question,
  TableLayout,
  Workers,
} from '../workers.js';
import { type ArrangedTable, arrange } from './arrange-table.js';
import { matricesOver } from './matrices-over.js';
import type { AnswerOf, DecodedBlock, Shared } from './messages.js';
import type { Pool } from './pool.js';
import { share } from './shared.js';
import { planSharedMemory } from './shared-memory-plan.js';
import { keptWidth } from './thread-models.js';
import { ThreadsEngine } from './threads-engine.js';

interface Decoded extends DecodedBatch {
  readonly handle: AnswerOf<'decode'>['segment'];
}

interface OpenTable {
  readonly layout: TableLayout;
  readonly shared: Shared<Layout>;
  readonly model: Shared<PredictableModel> | undefined;
  /** Numbers of a row that is kept. */
  readonly width: number;
  readonly segments: Segments;
}

export class ThreadWorkers implements Workers {
  readonly workers: number;
  readonly passes;
  readonly matrices;
  readonly #pool: Pool;
  #open: OpenTable | undefined;
  #predicting: Shared<PredictionLayout> | undefined;
  readonly #models = new WeakMap<PredictableModel, Shared<PredictableModel>>();
  #arranged: ArrangedTable | undefined;

  constructor(pool: Pool) {
    this.#pool = pool;
    this.workers = pool.workers;
    this.passes = passesIn(workspaceOver(pool.memory));
    this.matrices = matricesOver(pool);
  }

  open(layout: TableLayout): void {
    const { header, slots, width: decoded, blockRows, model } = layout;
    const { memory, workers, options, spill, blockBuffers } = this.#pool;
    const width = model === undefined ? decoded : keptWidth(model);
    const widest = Math.max(decoded, width);
    const plan = planSharedMemory({
      ...{ ...options, ceiling: ceilingOf(memory), workers, blockRows },
      width: widest,
    });
    spill.limit(plan.rows);
    blockBuffers.limit(plan.blockBuffers);
    const shared = share<Layout>(memory, { header, slots, width: decoded });
    this.#open = { layout, shared, model: model && this.#share(model), width, segments: new Segments(width) };
  }

  openPredictions(layout: PredictionLayout): void {
    this.#predicting = share(this.#pool.memory, layout);
  }

  #share(model: PredictableModel): Shared<PredictableModel> {
    const known = this.#models.get(model);
    if (known !== undefined) return known;
    const shared = share(this.#pool.memory, model);
    this.#models.set(model, shared);
    return shared;
  }

  get #table(): OpenTable {
    if (this.#open === undefined) throw new Error('the table has not been opened');
    return this.#open;
  }

  async decode(batch: Batch, insideQuotes?: boolean): Promise<Decoded> {
    const { shared: layout, model } = this.#table;
    const { answer } = await this.#pool.ask('decode', { batch, insideQuotes, layout, model });
    const { segment: handle, ...facts } = answer;
    return { ...facts, handle };
  }

  async predict(batch: Batch, insideQuotes?: boolean): Promise<PredictedBatch> {
    if (this.#predicting === undefined) throw new Error('no predictions have been opened');
    const request = { batch, insideQuotes, layout: this.#predicting };
    return (await this.#pool.ask('predict', request)).answer;
  }

  append({ handle }: Decoded): void {
    this.#table.segments.add(handle);
  }

  get rows(): number {
    return this.#table.segments.rows;
  }

  async ask(
    { pass, input, of = 'training' }: Question,
    { from, to }: Span,
  ): Promise<Float64Array | undefined> {
    const { width } = this.#table;
    const blocks = Array.from({ length: to - from }, (_, k) => this.#block(from + k, of));
    const { answer } = await this.#pool.ask('decodedPass', { pass, input, blocks, width });
    return answer.partial;
  }

  async evaluate(
    { model, areProbabilities }: ModelToEvaluate,
    { from, to }: Span,
    of: RowsOf,
  ): Promise<Float64Array | undefined> {
    const { width, model: own } = this.#table;
    const blocks = Array.from({ length: to - from }, (_, k) => this.#block(from + k, of));
    const how = { kept: own !== undefined, areProbabilities };
    const request = { model: own ?? this.#share(model), blocks, width, ...how };
    return (await this.#pool.ask('evaluate', request)).answer.sums;
  }

  /** Where the rows of block `index` of the input lie. */
  #block(index: number, of: RowsOf): DecodedBlock {
    const { segments, layout } = this.#table;
    const { blockRows, leftOut } = layout;
    const from = index * blockRows;
    const pieces = segments.piecesOf(from, Math.min(from + blockRows, segments.rows));
    return { pieces, leftOut: leftOut && { ...leftOut, block: index, blockRows, rows: segments.rows }, of };
  }

  async row(index: number): Promise<Float64Array> {
    const { segments, width } = this.#table;
    const [piece] = index < segments.rows ? segments.piecesOf(index, index + 1) : [];
    if (piece === undefined) throw new RangeError(`there is no row ${index}`);
    const values = new Float64Array(width);
    if (piece.onDisk) this.#pool.spill.read(values, piece.address);
    else values.set(float64At(this.#pool.memory, piece.address, width));
    return values;
  }

  async arrange(arrangement: Arrangement): Promise<ArrangedTable> {
    const { segments, layout } = this.#table;
    this.#arranged = await arrange(this.#pool, segments, layout.blockRows, arrangement);
    return this.#arranged;
  }

  start(job: Job, options: JobOptions): ThreadsEngine {
    if (this.#arranged === undefined) throw new Error('the rows have not been arranged');
    return new ThreadsEngine(this.#pool, job, this.#arranged.table, options);
  }

  close(): Promise<void> {
    return this.#pool.close();
  }

  end(): Promise<void> {
    return this.#pool.end();
  }
}
