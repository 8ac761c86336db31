/** The key paths that a schema knows, for `--set` and for hints at the nearest one. */
import * as z from 'zod';
import { defined, didYouMean } from '../errors.js';
import { quoted } from '../text/visible.js';

/** Keys and positions in lists, from the outermost on. */
export type KeyPath = readonly PropertyKey[];

/** `sgd.stepSize`, `features.include[0]`; names that are no plain word stand in quotes. */
export function pathText(path: KeyPath): string {
  let text = '';
  for (const part of path) {
    if (typeof part === 'number') text += `[${part}]`;
    else
      text += `${text === '' ? '' : '.'}${/^[\w-]{1,60}$/.test(String(part)) ? String(part) : quoted(String(part))}`;
  }
  return text;
}

/** All key paths of a schema, such as `sgd` and `sgd.stepSize`. */
export function keyPaths(schema: z.core.$ZodType, parent: readonly string[] = []): string[][] {
  const bare = unwrap(schema);
  if (!(bare instanceof z.ZodObject)) return [];
  return Object.entries(bare.shape).flatMap(([key, value]) => {
    const path = [...parent, key];
    return [path, ...keyPaths(value, path)];
  });
}

/** Key paths of the mappings that a value may be besides something else, such as `model.graph` and `sgd.stepSize.decay`: set whole, not by key. */
export function unionKeyPaths(schema: z.core.$ZodType, parent: readonly string[] = []): string[][] {
  const bare = unwrap(schema);
  if (bare instanceof z.ZodUnion) return bare.options.flatMap((kind) => keyPaths(kind, parent));
  if (!(bare instanceof z.ZodObject)) return [];
  return Object.entries(bare.shape).flatMap(([key, value]) => unionKeyPaths(value, [...parent, key]));
}

function unwrap(schema: z.core.$ZodType): z.core.$ZodType {
  const wrapped =
    schema instanceof z.ZodOptional || schema instanceof z.ZodDefault || schema instanceof z.ZodPrefault;
  return wrapped ? unwrap(schema.unwrap()) : schema;
}

/** What to say of a key that the schema does not know: its name here, the nearest key here, else one of that name elsewhere. */
export function unknownKey(
  path: KeyPath,
  schema: z.core.$ZodType,
  otherName: (path: KeyPath) => string | undefined = () => undefined,
): string {
  const other = otherName(path);
  if (other !== undefined) return `unknown key; ${other}`;
  const known = [...keyPaths(schema), ...unionKeyPaths(schema)];
  const parent = path.slice(0, -1);
  const word = String(path.at(-1));
  const siblings = known
    .filter((each) => each.length === path.length && parent.every((part, i) => part === each[i]))
    .map((each) => defined(each.at(-1), 'key in a path'));
  const here = didYouMean(word, siblings);
  if (here !== '') return `unknown key${here}`;
  const elsewhere = known.find((each) => each.at(-1)?.toLowerCase() === word.toLowerCase());
  if (elsewhere !== undefined) return `unknown key (did you mean ${quoted(pathText(elsewhere))}?)`;
  if (siblings.length === 0) return 'unknown key';
  return `unknown key; the keys ${parent.length === 0 ? 'are' : `of ${pathText(parent)} are`} ${siblings.join(', ')}`;
}
