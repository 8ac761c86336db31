/** WebAssembly for the code of expressions, for one number or a pair of numbers. */
import type { Code, Instruction } from '../../expression/code.js';
import type { Body, Local, Width } from './body.js';

/** Puts the instructions into the body; the locals with the results. */
export function codeFor(body: Body, code: Code, width: Width, inputs: readonly Local[]): Local[] {
  const locals: Local[] = [];
  for (const instruction of code.instructions)
    locals.push(instructionFor(body, instruction, width, inputs, locals));
  return code.results.map((register) => locals[register]!);
}

function instructionFor(
  body: Body,
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
    case 'select':
      return body.choose(width, a, b!, c);
    case 'pow2':
    case 'exponent':
    case 'mantissa':
      return body[operation](width, a);
    default:
      return body.arithmetic(operation, width, a, b);
  }
}
