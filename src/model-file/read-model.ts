/** Model files in: read and checked. */

import { DataError } from '../errors.js';
import { readText } from '../files/read-text.js';
import type { ModelFile } from './model-file.js';
import { parseModel } from './parse-model.js';

/** Throws a `MissingInputError`, `PermissionError` or, for what is no model, a `DataError`. */
export async function readModelFile(path: string): Promise<ModelFile> {
  const text = await readText(path, 'model file');
  if (text === undefined) throw new DataError('MODEL_FOREIGN', `${path}: expected text in UTF-8`);
  let raw: unknown;
  try {
    raw = JSON.parse(text);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new DataError('MODEL_FOREIGN', `${path}: expected a model file in JSON: ${reason}`, {
      cause: error,
    });
  }
  return parseModel(raw, path);
}
