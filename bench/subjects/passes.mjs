/** Forward alone, and forward with backward, over X in memory in one thread: passes.mjs GRAPH ROWS FEATURES. */

import { openTable } from '../../dist/data/table.js';
import { ExamplesPass } from '../../dist/graph/split.js';
import { createMemory } from '../../dist/kernels/memory.js';
import { workspaceOver } from '../../dist/kernels/workspace.js';
import { compileModel } from '../../dist/train/job.js';
import { EpochOrder } from '../../dist/train/order.js';
import { RowsInMemory, TileReader } from '../../dist/train/rows.js';
import { Tiles } from '../../dist/train/tiles.js';
import { fillTable, shippedGraphs } from '../chainrule.mjs';
import { serve } from './serve.mjs';

const [graph, ...sizes] = process.argv.slice(2);
const [rows, features] = sizes.map(Number);
const memory = createMemory();
const table = openTable(memory, fillTable(memory, { rows, features, distinct: 1 << 20 }));
const { program, inputs, prediction } = compileModel(await shippedGraphs[graph](features));
const workspace = workspaceOver(memory);
const pass = new ExamplesPass(program, workspace);
const order = new EpochOrder({ rows, blockRows: table.blockRows, order: 'file', seed: 1 });
const source = new RowsInMemory(table, order, workspace);
const reader = new TileReader(pass.tileRows, source, workspace);
const tiles = new Tiles({ program, inputs, examples: table, pass, workspace });
const sums = new Float64Array(1 + pass.border.size);
pass.receive(new Float64Array(pass.border.size).fill(0.01));

function timed(tile) {
  const began = performance.now();
  reader.inPlace({ from: 0, to: rows }, tile);
  return (performance.now() - began) / 1000;
}

await serve(async () => ({
  forward: timed((tileRows, there, first) => {
    tiles.bind(there, first);
    pass.predict(tileRows, prediction);
  }),
  both: timed((tileRows, there, first) => tiles.addInPlace(tileRows, there, first, sums, 0)),
}));
