/** Forward alone, and forward with backward, over X in memory in one thread: passes.mjs GRAPH ROWS FEATURES. */

import { openTable } from '../../dist/data/table.js';
import { sumsIn } from '../../dist/graph/split.js';
import { createMemory } from '../../dist/kernels/memory.js';
import { workspaceOver } from '../../dist/kernels/workspace.js';
import { EpochOrder } from '../../dist/train/epoch-order.js';
import { compileModel } from '../../dist/train/job.js';
import { RowsInMemory, TileReader } from '../../dist/train/rows.js';
import { Shards } from '../../dist/train/shards.js';
import { fillTable, shippedGraphs } from '../chainrule.mjs';
import { serve } from './serve.mjs';

const [graph, ...sizes] = process.argv.slice(2);
const [rows, features] = sizes.map(Number);
const memory = createMemory();
const table = openTable(memory, fillTable(memory, { rows, features, distinct: 1 << 20 }));
const compiled = compileModel(await shippedGraphs[graph](features));
const workspace = workspaceOver(memory);
const order = new EpochOrder({ rows, blockRows: table.blockRows, order: 'file', seed: 1 });
const source = new RowsInMemory(table, order, workspace);
const reader = new TileReader(compiled.program.tileRows, source, workspace);
const shards = new Shards({ ...workspace, compiled, examples: table });
const sums = sumsIn(shards.cut, workspace.allocate(1 + shards.cut.size));
const errors = new Float64Array(3);
shards.receive(new Float64Array(shards.cut.size).fill(0.01));

function timed(tile) {
  const began = performance.now();
  reader.inPlace({ from: 0, to: rows }, tile);
  return (performance.now() - began) / 1000;
}

await serve(async () => ({
  // With the sums of J and of the errors.
  forward: timed((tileRows, there, first) => shards.evaluate(tileRows, there, first, errors, 0)),
  both: timed((tileRows, there, first) => shards.readInPlace(tileRows, there, first, sums, first === 0)),
}));
