/** Model files in: read and checked. */

import { DataError } from '../errors.js';
import { readText } from '../files/read-text.js';
import { visible } from '../text/visible.js';
import type { ModelFile } from './model-file.js';
import { parseModel } from './parse-model.js';

/** Throws a `MissingInputError`, `PermissionError` or, for what is no model, a `DataError`. */
export async function readModelFile(path: string): Promise<ModelFile> {
  const text = await readText(path, { what: 'model file', mostMegabytes: 256 });
  if (text === undefined) throw new DataError('MODEL_FOREIGN', `${visible(path)}: expected text in UTF-8`);
  let raw: unknown;
  try {
    raw = JSON.parse(text);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new DataError(
      'MODEL_FOREIGN',
      `${visible(path)}: expected a model file in JSON: ${visible(reason)}`,
      {
        cause: error,
      },
    );
  }
  return parseModel(raw, visible(path));
}
