/** Custom ops as graph files and model files hold them: the form only, `withCustomOps` says what is wrong with one. */
import * as z from 'zod';
import { list, mapping, record, text } from '../checks/expect.js';
import { arity, type Expression, type Primitive } from '../expression/expression.js';

const primitives = Object.keys(arity) as [Primitive, ...Primitive[]];
const form = 'a number, a variable or [primitive, arguments…]';

const expression: z.ZodType<Expression> = z.lazy(() =>
  z.union(
    [
      z.number(),
      z.string(),
      z.tuple([z.enum(primitives, { error: `one of ${primitives.join(', ')}` })], expression),
    ],
    { error: form },
  ),
);

const names = list(text('a name'), 'a list of names');

export const customOps = record(
  mapping({
    inputs: names,
    constants: names.exactOptional(),
    positive: names.exactOptional(),
    value: expression,
    partials: record(expression, 'a mapping of inputs to expressions').exactOptional(),
    symbol: text('a symbol').exactOptional(),
  }),
  'a mapping of names to ops',
);
