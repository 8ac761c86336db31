/** Values as JSON gives them back: so that a model equals itself after it was written and read. */
import { TrainingError } from '../errors.js';

/** What JSON can hold. */
export type Json = string | number | boolean | null | readonly Json[] | JsonObject;
export interface JsonObject {
  readonly [key: string]: Json;
}

/**
 * A copy of plain data with −0 as 0, typed arrays as lists and without undefined members. Throws a `TrainingError` for
 * a number that is not finite: none reaches a file.
 */
export function toJson(value: unknown, place = 'model'): Json {
  switch (typeof value) {
    case 'number':
      if (!Number.isFinite(value)) {
        const text = `${place} is ${value}; a model file holds finite numbers only, so none was written`;
        throw new TrainingError('MODEL_NOT_FINITE', text);
      }
      return value + 0;
    case 'string':
    case 'boolean':
      return value;
    case 'object':
      break;
    default:
      throw new TypeError(`${place}: JSON has no ${typeof value}`);
  }
  if (value === null) return null;
  if (Array.isArray(value) || value instanceof Float64Array) {
    return Array.from<unknown, Json>(value, (item, i) => toJson(item, `${place}[${i}]`));
  }
  const members = Object.entries(value).filter(([, member]) => member !== undefined);
  return Object.fromEntries(members.map(([name, member]) => [name, toJson(member, `${place}.${name}`)]));
}
