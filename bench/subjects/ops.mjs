/** Elementwise ops over arrays in the cache, forward and backward: ops.mjs expression|hand. */
import { mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { codeOf } from '../../dist/expression/code.js';
import { add, mul, neg, square, sub } from '../../dist/expression/expression.js';
import { allocate, createMemory, float64At } from '../../dist/kernels/memory.js';
import { compileMap } from '../../dist/kernels/trace/map.js';
import { compileAssembly } from '../../scripts/compile.mjs';
import { serve } from './serve.mjs';

const [way] = process.argv.slice(2);
const count = 1024;
const times = 20_000;
const memory = createMemory();
const [a, b, out] = [1, 2, 3].map((seed) => {
  const address = allocate(memory, count * 8);
  const array = float64At(memory, address, count);
  for (let i = 0; i < count; i++) array[i] = ((i * 7919 * seed) % 1013) / 1013 - 0.5;
  return address;
});

/** The calls of forward and backward of each op. */
async function byHand() {
  const file = join(mkdtempSync(join(tmpdir(), 'chainrule-bench-')), 'hand.wasm');
  await compileAssembly('bench/hand/elementwise.ts', file);
  const hand = new WebAssembly.Instance(new WebAssembly.Module(readFileSync(file)), { env: { memory } })
    .exports;
  return {
    square: [() => hand.multiply(a, a, out, count), () => hand.scaledProduct(2, a, b, out, count)],
    subtract: [() => hand.subtract(a, b, out, count), () => hand.scale(-1, a, out, count)],
    add: [() => hand.add(a, b, out, count)],
    multiply: [() => hand.multiply(a, b, out, count)],
    scale: [() => hand.scale(0.3, a, out, count)],
  };
}

function byExpression() {
  const one = (expression) => {
    const map = compileMap(memory, codeOf([expression], ['a']));
    return () => map(a, out, count);
  };
  const two = (expression) => {
    const map = compileMap(memory, codeOf([expression], ['a', 'b']));
    return () => map(a, b, out, count);
  };
  return {
    square: [one(square('a')), two(mul(mul(2, 'a'), 'b'))],
    subtract: [two(sub('a', 'b')), one(neg('a'))],
    add: [two(add('a', 'b'))],
    multiply: [two(mul('a', 'b'))],
    scale: [one(mul(0.3, 'a'))],
  };
}

const calls = way === 'hand' ? await byHand() : byExpression();

await serve(async () => {
  const numbers = {};
  for (const [op, list] of Object.entries(calls)) {
    const began = performance.now();
    for (let k = 0; k < times; k++) for (const call of list) call();
    numbers[op] = ((performance.now() - began) * 1e6) / (times * count);
  }
  return numbers;
});
