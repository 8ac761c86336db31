/** What a worker does: one function a kind of request. It keeps compiled jobs and layouts by their address. */
import { type Deal, placesOfBlock } from '../../data/deal.js';
import type { Layout } from '../../data/decode.js';
import { BatchDecoder } from '../../data/decode-batch.js';
import { arrangeBeyondMemory, arrangeInMemory, mostRowsAtATime } from '../../data/scatter-rows.js';
import type { Segment } from '../../data/segments.js';
import { Spill, type SpillPlace } from '../../data/spill.js';
import { openTable } from '../../data/table.js';
import { type Decode, wasmDecode } from '../../kernels/decode-kernel.js';
import { float64At } from '../../kernels/memory.js';
import { Scratch } from '../../kernels/scratch.js';
import { workspaceOver } from '../../kernels/workspace.js';
import { runTask } from '../../solve/matrices/tasks.js';
import { MergeTree } from '../../solve/passes/block-pass.js';
import { passesIn, passNamed } from '../../solve/passes/passes-by-name.js';
import type { Span } from '../../train/minibatches.js';
import { addTo } from '../../train/sums.js';
import { BlockBuffers, type BlockBuffersAt } from './block-buffers.js';
import { DecodedRows } from './decoded-rows.js';
import type { AnswerOf, Kind, NumbersAt, RequestOf, Shared } from './messages.js';
import { type OpenJob, openJob } from './placed-job.js';
import { PredictionText } from './prediction-text.js';
import { RowBuffer } from './row-buffer.js';
import { unshare } from './shared.js';
import { type OpenModel, ThreadModels } from './thread-models.js';

const noRows: Segment = { address: 0, onDisk: false, rows: 0 };

interface OpenLayout {
  readonly layout: Layout;
  readonly fast: Decode;
}

export type Handle = <K extends Kind>(kind: K, request: RequestOf<K>) => AnswerOf<K>;

/** What does the work of the thread at hand. */
export function handlerOver(
  memory: WebAssembly.Memory,
  spillPlace: SpillPlace,
  blockBuffers: BlockBuffersAt,
): Handle {
  const workspace = workspaceOver(memory);
  const { columns } = workspace;
  const scratch = new Scratch(workspace);
  const spill = new Spill(memory, spillPlace);
  const rowBuffer = new RowBuffer(memory, workspace.kernels);
  const decodedRows = new DecodedRows({
    ...{ memory, spill, scratch, kernels: workspace.kernels },
    buffers: new BlockBuffers(memory, blockBuffers),
  });
  const passes = passesIn(workspace);
  const batches = new BatchDecoder(memory);
  const matrixTools = {
    kernels: workspace.matrices,
    scratch: (name: string, length: number) => scratch.floats(`matrix ${name}`, length),
  };
  const layouts = new Map<number, OpenLayout>();
  const jobs = new Map<number, OpenJob>();
  const models = new ThreadModels(workspace, scratch);
  const openModels = new Map<number, OpenModel>();
  const predicting = new Map<
    number,
    OpenLayout & { readonly keep: readonly number[]; readonly model: OpenModel }
  >();
  const predictionText = new PredictionText();

  function numbersAt({ address, length }: NumbersAt): Float64Array {
    return float64At(memory, address, length);
  }

  function openLayout(layout: Layout): OpenLayout {
    return { layout, fast: wasmDecode(memory, { ...layout, delimiter: 0x2c }) };
  }

  function kept<Value, Kept>(
    cache: Map<number, Kept>,
    ref: Shared<Value>,
    open: (value: Value) => Kept,
  ): Kept {
    const known = cache.get(ref.address);
    if (known !== undefined) return known;
    const opened = open(unshare(memory, ref));
    cache.set(ref.address, opened);
    return opened;
  }

  /** Where the rows of some blocks of the file go, in order. */
  function placesOf({ from, to }: Span, deal: Deal): Uint32Array {
    const places = scratch.indices('places', (to - from) * deal.blockRows);
    for (let block = from; block < to; block++)
      places.set(placesOfBlock(block, deal), (block - from) * deal.blockRows);
    return places;
  }

  const handlers: { [K in Kind]: (request: RequestOf<K>) => AnswerOf<K> } = {
    decode({ batch, insideQuotes, layout: ref, model: modelRef }) {
      const open = kept(layouts, ref, openLayout);
      const model = modelRef && kept(openModels, modelRef, (value) => models.open(value));
      const { width } = open.layout;
      const widthKept = model?.keptWidth ?? width;
      let room: Float64Array = new Float64Array();
      const facts = batches.decode(batch, insideQuotes, open, (length) => {
        room = rowBuffer.take((length / width) * Math.max(width, widthKept));
        return room;
      });
      if (facts.fault !== undefined || facts.rows === 0) return { ...facts, segment: noRows };
      const { rows } = facts;
      if (model !== undefined) models.keep(model, { values: room, rows }, width);
      const length = rows * widthKept;
      const numberBytes = length * Float64Array.BYTES_PER_ELEMENT;
      // The other half of the memory is for the table.
      const onDisk = !spill.takeMemory(numberBytes, 0.5);
      if (!onDisk) return { ...facts, segment: { address: rowBuffer.keep(length), onDisk, rows } };
      const address = spill.takeDisk(numberBytes);
      spill.write(room.subarray(0, length), address);
      return { ...facts, segment: { address, onDisk, rows } };
    },
    decodedPass({ pass: name, input, blocks, width }) {
      const pass = passNamed(passes, name);
      const tree = new MergeTree(blocks.length, pass.merge);
      for (const [index, block] of blocks.entries()) {
        const partial = decodedRows.withBlock(block, width, ({ values, rows }) =>
          pass.block(values, undefined, rows, width - 1, input),
        );
        tree.add(index, partial);
      }
      return { partial: tree.whole };
    },
    matrix({ task }) {
      const [first, second] = task.on;
      const on = [numbersAt(first), numbersAt(second)] as const;
      return { value: runTask(matrixTools, { ...task, on }) };
    },
    predict({ batch, insideQuotes, layout: ref }) {
      const open = kept(predicting, ref, ({ keep, model, ...layout }) => {
        return { ...openLayout(layout), keep, model: models.open(model) };
      });
      const { slots, width } = open.layout;
      let room: Float64Array = new Float64Array();
      const facts = batches.decode(batch, insideQuotes, open, (length) => {
        room = rowBuffer.take(length);
        return room;
      });
      if (facts.fault !== undefined || facts.rows === 0) return { ...facts, text: new Uint8Array() };
      const { rows } = facts;
      const predictions = models.predictions(open.model, room, width, rows);
      const wrong = predictions.findIndex((value, row) => row < rows && !Number.isFinite(value));
      if (wrong >= 0) {
        const text = `the prediction is ${predictions[wrong]}, which is not a finite number; are these the columns that the model was trained on?`;
        return {
          ...facts,
          fault: batches.faultAt(wrong, 'PREDICTION_NOT_FINITE', text),
          text: new Uint8Array(),
        };
      }
      return {
        ...facts,
        text: predictionText.of(predictions, rows, batches.records, slots.length, open.keep),
      };
    },
    evaluate({ model: ref, blocks, width, ...evaluating }) {
      const model = kept(openModels, ref, (value) => models.open(value));
      const tree = new MergeTree(blocks.length, addTo);
      for (const [index, block] of blocks.entries()) {
        const errors = decodedRows.withBlock(block, width, (piece) =>
          models.errors(model, piece, width, evaluating),
        );
        tree.add(index, errors);
      }
      return { sums: tree.whole };
    },
    arrange({ pieces, blocks, deal, standardization, table: place }) {
      const table = openTable(memory, place);
      const places = placesOf(blocks, deal);
      const mean = float64At(memory, standardization.mean, table.features);
      const scale = float64At(memory, standardization.scale, table.features);
      const standard = { mean, scale };
      const inMemory = table.rowsInMemory === table.rows;
      let largestSquare = 0;
      let first = 0;
      for (const piece of decodedRows.pieces(pieces, table.features + 1, mostRowsAtATime)) {
        const to = { places, first };
        const square = inMemory
          ? arrangeInMemory(piece, to, standard, table, columns)
          : arrangeBeyondMemory(piece, to, standard, table, columns, spill, scratch);
        largestSquare = Math.max(largestSquare, square);
        first += piece.rows;
      }
      return { largestSquare };
    },
    steps({ job: ref, epoch, steps, objectiveSum }) {
      const { trainer, state } = kept(jobs, ref, (placed) => openJob(memory, placed, spill));
      const before = trainer.shardsDone;
      const result = trainer.takeSteps(epoch, steps, state, objectiveSum);
      return { ...result, shards: trainer.shardsDone - before };
    },
    shards({ job: ref, epoch, step, shards }) {
      const { trainer, cut, sums } = kept(jobs, ref, (placed) => openJob(memory, placed, spill));
      trainer.addShards(epoch, step, shards, cut, sums);
      return { shards: shards.to - shards.from };
    },
    pass({ job: ref, kind, rows, shards }) {
      const { trainer, cut } = kept(jobs, ref, (placed) => openJob(memory, placed, spill));
      return { sums: trainer.passes.run(kind, rows, shards, cut) };
    },
  };

  return (kind, request) => handlers[kind](request);
}
