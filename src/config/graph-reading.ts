/** Puts the graph file that a config names in the place of its name. */
import { basename, isAbsolute, join } from 'node:path';
import { GraphError, MissingInputError } from '../errors.js';
import { parseGraphFile } from './graph-file.js';
import type { GraphFile } from './graph-template.js';
import type { LoadedConfig } from './parse.js';
import { readText } from './read-text.js';

/**
 * Reads the file of `model: {graph: FILE}`, a path from `folder` on; any other config stays as it is. Throws a
 * `MissingInputError` or `PermissionError` for the file, a `GraphError` for what it says.
 */
export async function withGraphFile(loaded: LoadedConfig, folder: string): Promise<LoadedConfig> {
  const file = graphPath(loaded.raw);
  if (file === undefined) return loaded;
  const path = isAbsolute(file) ? file : join(folder, file);
  const graph = await readGraphFile(path).catch((error: unknown) => {
    if (!(error instanceof MissingInputError)) throw error;
    const place = loaded.where(['model', 'graph']);
    const text = `${place === '' ? '' : `${place}: `}model.graph: ${error.message}`;
    throw new MissingInputError(error.code, text, { cause: error });
  });
  return { ...loaded, raw: { ...Object(loaded.raw), model: { ...Object(loaded.raw).model, graph } } };
}

/** Throws like `withGraphFile`. */
export async function readGraphFile(path: string): Promise<GraphFile> {
  const text = await readText(path, 'graph file');
  if (text === undefined) throw new GraphError('GRAPH_FILE_SYNTAX', `${path}: expected text in UTF-8`);
  return parseGraphFile(text, path);
}

function graphPath(raw: unknown): string | undefined {
  const { model }: { model?: unknown } = Object(raw);
  const { graph }: { graph?: unknown } = Object(model);
  return typeof graph === 'string' && graph !== '' ? graph : undefined;
}

/** What a model file keeps of a graph: where it lay, and on which lines, does not change the result. */
export function graphRecord({ places: _, file, ...graph }: GraphFile): Omit<GraphFile, 'places'> {
  return { ...graph, file: basename(file) };
}
