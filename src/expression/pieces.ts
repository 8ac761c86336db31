/** Smooth pieces of an expression: which side of each kink its inputs lie on. */
import { argumentsOf, type Expression, eq, isApplication, lt, sameExpression, select } from './expression.js';

/**
 * Expressions that are 0 or 1, constant on each smooth piece: the conditions of selections, and of what is selected the
 * signs of what `abs` and `sign` take, and which argument `min` and `max` give. Each is there once.
 */
export function piecesOf(expression: Expression): Expression[] {
  const pieces = allPieces(expression);
  return pieces.filter((piece, k) => pieces.findIndex((other) => sameExpression(piece, other)) === k);
}

function allPieces(expression: Expression): Expression[] {
  if (!isApplication(expression)) return [];
  const args = argumentsOf(expression);
  const [a = 0, b = 0, c = 0] = args;
  if (expression[0] === 'select') {
    return [
      select(a, 1, 0),
      ...allPieces(b).map((piece) => select(a, piece, 0)),
      ...allPieces(c).map((piece) => select(a, 0, piece)),
    ];
  }
  const inner = args.flatMap(allPieces);
  switch (expression[0]) {
    case 'abs':
    case 'sign':
      return [...inner, select(lt(a, 0), 1, 0), select(eq(a, 0), 1, 0)];
    case 'min':
    case 'max':
      return [...inner, select(lt(a, b), 1, 0)];
    default:
      return inner;
  }
}
