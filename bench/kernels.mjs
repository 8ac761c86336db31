/** Kernels by themselves and the whole pass over the ridge graph: `npm run build && node bench/kernels.mjs [d…]`. */
import { Pass } from '../dist/graph/pass.js';
import { compile } from '../dist/graph/program.js';
import { addTile, ExamplesPass, sumsIn } from '../dist/graph/split.js';
import { allocate, createMemory, float64At } from '../dist/kernels/memory.js';
import { plainKernels } from '../dist/kernels/plain-kernels.js';
import { wasmKernels } from '../dist/kernels/wasm.js';
import { ridge } from '../dist/models/linear.js';

const bytes = 128 * 2 ** 20;

/** The best of several runs, as the machine may be shared, in GB/s. */
function rate(run, volume) {
  for (let k = 0; k < 3; k++) run();
  const times = Array.from({ length: 9 }, () => {
    const start = process.hrtime.bigint();
    run();
    return Number(process.hrtime.bigint() - start);
  });
  return (volume / Math.min(...times)).toFixed(2);
}

const memory = createMemory();
const wasm = wasmKernels(memory);
const place = (length) => float64At(memory, allocate(memory, length * 8), length);
const x = place(bytes / 8);
for (let i = 0; i < x.length; i++) x[i] = (i % 1013) / 1013 - 0.5;

for (const d of process.argv.length > 2 ? process.argv.slice(2).map(Number) : [10, 100, 1000]) {
  const rows = Math.floor(x.length / d);
  const program = compile(ridge({ features: d, intercept: true, l2Reg: 0.01 }).graph);
  const { tileRows } = program;
  const y = place(rows);
  for (let i = 0; i < rows; i++) y[i] = i % 7;

  const [w, b, out, dw, db] = [place(d), place(1), place(tileRows), place(d), place(1)];
  for (const [name, kernels] of Object.entries({ wasm, plain: plainKernels })) {
    const affine = rate(() => {
      for (let row = 0; row + tileRows <= rows; row += tileRows) {
        kernels.affineForward(w, x, row * d, b, out, tileRows, 1, d);
        kernels.affineBackward(out, w, x, row * d, dw, undefined, db, tileRows, 1, d);
      }
    }, bytes);
    const options = { kernels, ...(kernels === wasm && { allocate: place }) };
    const examples = new ExamplesPass(program, options);
    const values = new Pass(program, { ...options, part: 'examples' });
    const sums = sumsIn(examples.cut, place(1 + examples.cut.size));
    const [xAt, yAt] = [program.position('x'), program.position('y')];
    const whole = (pass, run) =>
      rate(() => {
        for (let row = 0; row < rows; row += tileRows) {
          pass.bind(xAt, x, row * d);
          pass.bind(yAt, y, row);
          run(Math.min(tileRows, rows - row));
        }
      }, bytes);
    const both = whole(examples, (count) => {
      examples.run(count);
      addTile(kernels, examples, sums, false);
    });
    const forward = whole(values, (count) => values.forward(count));
    console.log(
      `d ${d}, tile ${tileRows}, ${name}: affine ${affine}, forward ${forward}, forward + backward ${both} GB/s`,
    );
  }
}
