/** Model files out: whole or not at all. */
import { writeWhole } from '../files/write-whole.js';
import type { ModelFile } from './model-file.js';
import { toJson } from './to-json.js';

/** The text of a model file; throws a `TrainingError` for a number that is not finite. */
export function stringifyModel(model: ModelFile): string {
  return `${JSON.stringify(toJson(model), null, 2)}\n`;
}

/** Throws like `canWrite`, and an `InputOutputError` where writing failed; an existing file is then as it was. */
export function writeModelFile(path: string, model: ModelFile): void {
  writeWhole(path, stringifyModel(model));
}
