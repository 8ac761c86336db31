/** Reads graph files. */
import { GraphError } from '../errors.js';
import { readText } from '../files/read-text.js';
import { visible } from '../text/visible.js';
import type { GraphFile } from './graph-template.js';
import { parseGraphFile } from './parse-graph-file.js';

/** Throws a `MissingInputError` or `PermissionError` for the file, a `GraphError` for what it says. */
export async function readGraphFile(path: string): Promise<GraphFile> {
  const text = await readText(path, { what: 'graph file', mostMegabytes: 64 });
  if (text === undefined)
    throw new GraphError('GRAPH_FILE_SYNTAX', `${visible(path)}: expected text in UTF-8`);
  try {
    return parseGraphFile(text, path);
  } catch (error) {
    if (!(error instanceof GraphError) || namesNodes.test(text)) throw error;
    // Somebody else's config may name a file that is not for all to see.
    const expected = 'expected a graph file: YAML with the keys inputs, nodes, prediction and objective';
    throw new GraphError('GRAPH_FILE_FOREIGN', `${visible(path)}: ${expected}`);
  }
}

/** The one key that every graph file has. */
const namesNodes = /^[\s{]*["']?nodes["']?\s*:/m;
