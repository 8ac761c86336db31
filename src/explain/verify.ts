/**
 * Every partial once more, by moving the value and looking at J: (J(v + h) − J(v − h)) / 2h.
 *
 * A node's value is moved for all its consumers, a copy's for one edge alone. Where a move changes the piece of an op
 * with kinks, the difference says nothing about the slope, and the verdict is `kink`.
 */
import type { Pass } from '../graph/pass.js';
import type { Program } from '../graph/program.js';
import { forward, inputsOf } from './local.js';

export interface Check {
  readonly difference: number;
  readonly verdict: 'agrees' | 'differs' | 'kink';
}

/** Of a node's own value, element by element. The pass holds the same values afterwards. */
export function checkNode(program: Program, pass: Pass, position: number): Check[] {
  const value = pass.value(position);
  const partial = pass.partial(position);
  return Array.from(value, (held, i) =>
    check(program, pass, partial[i]!, held, (moved) => {
      value[i] = moved;
      pass.forward(1, position);
    }),
  );
}

/** Of a copy: only its consumer sees it moved. */
export function checkCopy(program: Program, pass: Pass, position: number, k: number): Check[] {
  const partial = pass.copy(position, k);
  const { consumer, slot } = program.nodes[position]!.copies[k]!;
  const node = program.nodes[consumer]!;
  const moved = Float64Array.from(pass.value(position));
  const values = { ...inputsOf(pass, node), [node.op!.inputs[slot]!]: moved };
  return Array.from(pass.value(position), (held, i) =>
    check(program, pass, partial[i]!, held, (to) => {
      moved[i] = to;
      forward(program, node, values, pass.value(consumer));
      pass.forward(1, consumer);
    }),
  );
}

function check(
  program: Program,
  pass: Pass,
  partial: number,
  held: number,
  move: (to: number) => void,
): Check {
  const kinks = kinked(program);
  const objective = pass.value(program.sink);
  const at = (h: number) => {
    move(held + h);
    const above = objective[0]!;
    const piecesAbove = pieces(program, pass, kinks);
    move(held - h);
    const below = objective[0]!;
    const piecesBelow = pieces(program, pass, kinks);
    move(held);
    const kink = piecesAbove.some((piece, i) => piece !== piecesBelow[i]);
    const rounding = (16 * Number.EPSILON * Math.max(Math.abs(above), Math.abs(below))) / h;
    return { difference: (above - below) / (2 * h), kink, rounding };
  };
  let result = at(2 ** -17 * Math.max(1, Math.abs(held)));
  // A small value may have left an op's domain, as that of log.
  if (!Number.isFinite(result.difference) && held !== 0) result = at(2 ** -17 * Math.abs(held));
  const { difference, kink, rounding } = result;
  const allowed = 1e-6 * Math.max(Math.abs(partial), Math.abs(difference)) + rounding;
  const agrees = Math.abs(partial - difference) <= allowed;
  return { difference, verdict: kink ? 'kink' : agrees ? 'agrees' : 'differs' };
}

/** Live nodes whose op has kinks. */
function kinked({ nodes }: Program): number[] {
  return [...nodes.keys()].filter((position) => nodes[position]!.live && nodes[position]!.op?.piece);
}

function pieces({ nodes }: Program, pass: Pass, kinks: readonly number[]): number[] {
  return kinks.flatMap((position) => {
    const { op, inputs, definition } = nodes[position]!;
    return Array.from(pass.value(inputs[0]!), (value) => op!.piece!(value, definition.constants ?? {}));
  });
}
