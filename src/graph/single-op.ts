/** One op by itself on one row: ∂out/∂in of one edge, and which elements the edge joins. */
import { plainKernels } from '../kernels/plain-kernels.js';
import type { Op, Tile } from './op.js';
import { fillWithNumbers, type Pass } from './pass.js';
import { knownInputs, type Program, type ProgramNode } from './program.js';

export type Arrays = Record<string, Float64Array>;

/** The values that a node's op takes, by the names of its inputs; the arrays are the pass's own. */
export function inputsOf(pass: Pass, node: ProgramNode): Arrays {
  return Object.fromEntries(node.inputs.map((at, slot) => [node.op!.inputs[slot]!, pass.value(at)]));
}

/** ∂(element k of the output)/∂(input), for all elements of the input in `slot`. */
export function slope(
  program: Program,
  node: ProgramNode,
  values: Arrays,
  out: Float64Array,
  k: number,
  slot: number,
): Float64Array {
  const input = node.op!.inputs[slot]!;
  const partial = new Float64Array(values[input]!.length);
  const dOut = new Float64Array(node.size);
  dOut[k] = 1;
  node.op!.backward(dOut, values, { [input]: partial }, tileOf(program, node), out);
  return partial;
}

/**
 * Which elements of the output depend on element i of the input in `slot`, whatever the values: of an elementwise op its
 * shapes tell, of others it is found by moving the element among numbers at which none is flat, with all constants 1.
 */
export function reached(program: Program, node: ProgramNode, slot: number, i: number): number[] {
  const op: Op = node.op!;
  if (op.elementwise === true) {
    const isScalar = program.nodes[node.inputs[slot]!]!.shape.length === 0;
    return isScalar ? Array.from({ length: node.size }, (_, k) => k) : [i];
  }
  const constants = Object.fromEntries((op.constants ?? []).map((name) => [name, 1]));
  const tile = { ...tileOf(program, node), constants };
  const values: Arrays = Object.fromEntries(
    node.inputs.map((at, input) => {
      const generic = (_: unknown, j: number) =>
        0.3 + 0.4 * fraction((input + 1) * 0.754877666 + j * 0.569840291);
      return [op.inputs[input]!, Float64Array.from({ length: program.nodes[at]!.size }, generic)];
    }),
  );
  const before = new Float64Array(node.size);
  const after = new Float64Array(node.size);
  op.forward(values, before, tile);
  values[op.inputs[slot]!]![i]! += 0.125;
  op.forward(values, after, tile);
  return [...before.keys()].filter((k) => before[k] !== after[k]);
}

function fraction(value: number): number {
  return value - Math.floor(value);
}

function tileOf(program: Program, { op, inputs, size, definition }: ProgramNode): Tile {
  const sources = inputs.map((at) => program.nodes[at]!);
  const byInput = <T>(of: (source: ProgramNode) => T) =>
    Object.fromEntries(sources.map((source, slot) => [op!.inputs[slot]!, of(source)]));
  return {
    rows: 1,
    count: size,
    kernels: plainKernels,
    constants: definition.constants ?? {},
    shapes: byInput(({ shape }) => shape),
    known: knownInputs(op!, sources),
    strides: byInput((source) => source.size),
    offsets: byInput(() => 0),
    scratch: (_, perRow) => new Float64Array(perRow),
    numbers: (n) => fillWithNumbers(new Float64Array(n), n),
  };
}
