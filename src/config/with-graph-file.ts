/** Puts the graph file that a config names in the place of its name. */
import { isAbsolute, join } from 'node:path';
import { GraphError, MissingInputError } from '../errors.js';
import { readGraphFile } from '../graph-file/read-graph-file.js';
import type { LoadedConfig } from './parse-config.js';

/**
 * Reads the file of `model: {graph: FILE}`, a path from `folder` on; any other config stays as it is. Throws a
 * `MissingInputError` or `PermissionError` for the file, a `GraphError` for what it says, and what `before` throws for its path.
 */
export async function withGraphFile(
  loaded: LoadedConfig,
  folder: string,
  before: (path: string) => void = () => undefined,
): Promise<LoadedConfig> {
  const file = graphPath(loaded.raw);
  if (file === undefined) return loaded;
  const path = isAbsolute(file) ? file : join(folder, file);
  before(path);
  const graph = await readGraphFile(path).catch((error: unknown) => {
    const isForeign = error instanceof GraphError && error.code === 'GRAPH_FILE_FOREIGN';
    if (!(error instanceof MissingInputError || isForeign)) throw error;
    const place = loaded.where(['model', 'graph']);
    const text = `${place === '' ? '' : `${place}: `}model.graph: ${error.message}`;
    throw isForeign
      ? new GraphError(error.code, text)
      : new MissingInputError(error.code, text, { cause: error });
  });
  return { ...loaded, raw: { ...Object(loaded.raw), model: { ...Object(loaded.raw).model, graph } } };
}

function graphPath(raw: unknown): string | undefined {
  const { model }: { model?: unknown } = Object(raw);
  const { graph }: { graph?: unknown } = Object(model);
  return typeof graph === 'string' && graph !== '' ? graph : undefined;
}
