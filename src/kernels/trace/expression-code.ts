/** WebAssembly for the code of expressions, for one number or a pair of numbers. */
import type { Code, Instruction } from '../../expression/code.js';
import type { Body, Local, Width } from './body.js';

/** As many at a time: enough for one to hide the latency of another, few enough for the registers. */
export const together = 8;

/**
 * Puts the code into the body for several pairs, or numbers, by turns: each takes one instruction before any takes the
 * next, as the instructions of one depend on each other. Their locals with the results, by pair.
 */
export function codeFor(
  body: Body,
  code: Code,
  width: Width,
  inputs: readonly (readonly Local[])[],
): Local[][] {
  const results: Local[][] = [];
  for (let from = 0; from < inputs.length; from += together) {
    const some = inputs.slice(from, from + together);
    const locals: Local[][] = some.map(() => []);
    for (const instruction of code.instructions)
      for (const [k, own] of locals.entries())
        own.push(instructionFor(body, code, instruction, width, some[k]!, own));
    for (const own of locals) results.push(code.results.map((register) => own[register]!));
  }
  return results;
}

function instructionFor(
  body: Body,
  code: Code,
  instruction: Instruction,
  width: Width,
  inputs: readonly Local[],
  locals: readonly Local[],
): Local {
  if (instruction.operation === 'input') return inputs[instruction.input]!;
  if (instruction.operation === 'constant') return body.constant(instruction.value, width);
  const { operation, registers } = instruction;
  const [a = 0, b, c = 0] = registers.map((register) => locals[register]!);
  switch (operation) {
    case 'lt':
    case 'le':
    case 'eq':
      return body.compare(operation, width, a, b!);
    case 'select': {
      const name = width === 'v128' ? pickOf(code, registers) : undefined;
      if (name !== undefined) return body.pick(name, c, b!);
      return body.choose(width, a, b!, c);
    }
    case 'pow2':
    case 'exponent':
      return body[operation](width, a);
    default:
      return body.arithmetic(operation, width, a, b);
  }
}

/** Whether a selection is the smaller or the larger of the two numbers that its condition compares. */
function pickOf(
  { instructions }: Code,
  [condition, yes, no]: readonly number[],
): 'smaller' | 'larger' | undefined {
  const compared = instructions[condition!]!;
  if (compared.operation !== 'lt') return undefined;
  const [left, right] = compared.registers;
  if (left === yes && right === no) return 'smaller';
  return left === no && right === yes ? 'larger' : undefined;
}
