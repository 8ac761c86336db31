/**
 * The kinds of values that a checked file may hold, each with the words that say what was expected. The words are the
 * `message` of zod's issues; `problems.ts` makes sentences of them.
 */
import * as z from 'zod';

/** Text that is not empty. */
export function text(expected: string) {
  return z.string({ error: expected }).min(1, { error: expected });
}

/** Any text: a column's name may be empty, as pandas writes it over the index. */
export function columnName() {
  return z.string({ error: 'a column name' });
}

/** A finite number. */
export function number(expected: string) {
  return z.number({ error: expected });
}

/** A finite number above 0. */
export function numberAbove0(expected = 'a number greater than 0') {
  return number(expected).gt(0, { error: expected });
}

/** A finite number from 0 on. */
export function numberFrom0(expected = 'a number of at least 0') {
  return number(expected).min(0, { error: expected });
}

/** A whole number from `least` up to 2⁵³ − 1. */
export function whole(least: number, expected = `a whole number of at least ${least}`) {
  return z.int({ error: expected }).min(least, { error: expected });
}

export function flag() {
  return z.boolean({ error: 'true or false' });
}

export function oneOf<const Values extends readonly [string, ...string[]]>(values: Values) {
  const [first, ...others] = values;
  const last = others.pop();
  const expected = last === undefined ? first : `${[first, ...others].join(', ')} or ${last}`;
  return z.enum(values, { error: expected });
}

export function list<Item extends z.core.$ZodType>(item: Item, expected: string) {
  return z.array(item, { error: expected });
}

/** A mapping with these keys and no others. */
export function mapping<Shape extends z.core.$ZodLooseShape>(shape: Shape, expected = 'a mapping') {
  return z.strictObject(shape, { error: expected });
}

/** A mapping with at least these keys; others are left out, as a later release may have written them. */
export function open<Shape extends z.core.$ZodLooseShape>(shape: Shape, expected = 'a mapping') {
  return z.object(shape, { error: expected });
}

/** A mapping of any names to values of one kind. zod leaves out a name `__proto__`. */
export function record<Value extends z.core.$ZodType>(value: Value, expected: string) {
  return z.record(z.string(), value, { error: expected });
}
