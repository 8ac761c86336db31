/**
 * The real worker, held back or made to fail on purpose. It is started with `plan`: tasks of `kind` whose data hold the
 * `marker` wait for the shared word to become 1, or throw where `throws` is set.
 */
const { readSync } = require('node:fs');
const { workerData } = require('node:worker_threads');

const { memory, plan, worker } = workerData;
const { default: run } = require(worker);

/** Whether the bytes of a batch, or of the first row of blocks, hold the marker. */
function marked({ kind, request }) {
  if (kind !== plan.kind) return false;
  if (kind === 'decode') {
    const { range, bytes } = request.batch;
    if (range === undefined) return Buffer.from(bytes).includes(plan.marker);
    const read = Buffer.alloc(range.to - range.from);
    readSync(range.descriptor, read, 0, read.length, range.from);
    return read.includes(plan.marker);
  }
  return new Float64Array(memory.buffer, request.blocks[0].pieces[0].address, 1)[0] === Number(plan.marker);
}

module.exports = function held(task) {
  if (marked(task)) {
    if (plan.throws) throw new TypeError('thrown on purpose');
    Atomics.wait(new Int32Array(plan.word), 0, 0);
  }
  return run(task);
};
