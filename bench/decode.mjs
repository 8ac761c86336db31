/** Decoding and scanning one thread: `npm run build && node bench/decode.mjs`; ten columns, chunks of 256 kB. */
import { allocateBytes, wasmDecode } from '../dist/kernels/decode-kernel.js';
import { allocate, bytesAt, createMemory, float64At } from '../dist/kernels/memory.js';
import { wasmScan } from '../dist/kernels/scan.js';
import { random } from '../dist/random.js';

const [rows, columns, chunk] = [200_000, 10, 2 ** 18];
const source = random(1, 'bench');
const value = () => (source.uniform() - 0.5) * 20;
const kinds = {
  'six decimals': () => value().toFixed(6),
  'seventeen digits': () => String(value()),
  'whole numbers': () => String(source.below(1000)),
  quoted: () => `"${value().toFixed(6)}"`,
  exponents: () => value().toExponential(9),
};

const memory = createMemory();
const slots = Array.from({ length: columns }, (_, i) => i);
const decode = wasmDecode(memory, { delimiter: ','.charCodeAt(0), slots, width: columns });
const scan = wasmScan(memory);
const out = float64At(memory, allocate(memory, rows * columns * 8), rows * columns);

for (const [name, cell] of Object.entries(kinds)) {
  let text = '';
  for (let row = 0; row < rows; row++) text += `${Array.from({ length: columns }, cell).join(',')}\n`;
  const bytes = bytesAt(memory, allocateBytes(memory, text.length), text.length);
  bytes.set(Buffer.from(text));
  let [best, bestScan] = [Infinity, Infinity];
  for (let run = 0; run < 20; run++) {
    const start = process.hrtime.bigint();
    let row = 0;
    for (let at = 0; at < bytes.length; ) {
      const { border } = scan(bytes, at, Math.min(at + chunk, bytes.length), false);
      const decoded = decode(bytes, at, border, out, row, rows - row);
      at = decoded.position;
      row += decoded.rows;
    }
    const middle = process.hrtime.bigint();
    scan(bytes, 0, bytes.length, false);
    best = Math.min(best, Number(middle - start));
    bestScan = Math.min(bestScan, Number(process.hrtime.bigint() - middle));
  }
  const rate = ((bytes.length / best) * 1000).toFixed(0);
  console.log(
    `${name}: ${rate} MB/s with the scan; the scan alone ${(bytes.length / bestScan).toFixed(1)} GB/s`,
  );
}
