/** Reads graph files. */
import { GraphError } from '../errors.js';
import { readText } from '../files/read-text.js';
import { visible } from '../text/visible.js';
import type { GraphFile } from './graph-template.js';
import { parseGraphFile } from './parse-graph-file.js';

/** Throws a `MissingInputError` or `PermissionError` for the file, a `GraphError` for what it says. */
export async function readGraphFile(path: string): Promise<GraphFile> {
  const text = await readText(path, 'graph file');
  if (text === undefined)
    throw new GraphError('GRAPH_FILE_SYNTAX', `${visible(path)}: expected text in UTF-8`);
  return parseGraphFile(text, path);
}
