/** Checks a value against the model file's definition, on the way in and on the way out. */
import { type Problem, problemLines, problemsOf } from '../checks/problems.js';
import { DataError } from '../errors.js';
import { checkConsistency } from './consistency.js';
import type { ModelFile } from './model-file.js';
import {
  firstLinearModelSchema,
  format,
  graphModelSchema,
  linearModelSchema,
  version,
} from './model-schema.js';

/**
 * The model that a value from JSON is. Throws a `DataError` (65: like a CSV file, a model is an input, and here one
 * that is not what it should be) with one line for every problem; `source` is what messages call it.
 */
export function parseModel(raw: unknown, source: string): ModelFile {
  checkKind(raw, source);
  const deep = tooDeep(raw);
  if (deep !== undefined)
    throw invalid([{ path: [deep], text: `nested more than ${deepest} levels deep` }], source);
  const schema = schemaOf(raw);
  const parsed = schema.safeParse(raw);
  if (!parsed.success) throw invalid(problemsOf(parsed.error, raw, schema), source);
  return checkConsistency(parsed.data, raw, (path, text) => invalid([{ path, text }], source));
}

function schemaOf(raw: { readonly version?: unknown }) {
  if (Object.hasOwn(raw, 'parameters')) return graphModelSchema;
  return raw.version === 1 ? firstLinearModelSchema : linearModelSchema;
}

/** Levels of mappings and lists: those of a model, with room to spare. */
const deepest = 100;

/** The outermost key below which more levels are nested, found without recursion. */
function tooDeep(raw: object): string | undefined {
  return Object.entries(raw).find(([, value]) => {
    let level: unknown[] = [value];
    for (let depth = 0; level.length > 0; depth++) {
      if (depth > deepest) return true;
      level = level.flatMap((each) => (typeof each === 'object' && each !== null ? Object.values(each) : []));
    }
    return false;
  })?.[0];
}

function checkKind(raw: unknown, source: string): asserts raw is object {
  const wrong = `${source}: expected a model file of chainrule ("format": "${format}")`;
  if (typeof raw !== 'object' || raw === null) throw new DataError('MODEL_FOREIGN', wrong);
  const kind: { format?: unknown; version?: unknown } = raw;
  if (kind.format !== format) throw new DataError('MODEL_FOREIGN', wrong);
  if (typeof kind.version === 'number' && Number.isInteger(kind.version) && kind.version > version) {
    const text = `${source}: this is version ${kind.version} of the model file, written by a later chainrule; this one reads versions up to ${version}. Install the later one`;
    throw new DataError('MODEL_NEWER', text);
  }
}

function invalid(problems: readonly Problem[], source: string): DataError {
  return new DataError(
    'MODEL_INVALID',
    problemLines(problems, () => source),
  );
}
