/**
 * Parses YAML 1.2, and so JSON, into plain values with the line of every key.
 */
import { type Document, LineCounter, parseDocument } from 'yaml';
import type { KeyPath } from '../checks/keys.js';
import { ConfigError } from '../errors.js';
import { shortened } from '../text/visible.js';
import { YamlValues } from './yaml-values.js';

export interface ParsedYaml {
  readonly value: unknown;
  /** The line of the key or list item at this path, of the nearest one above it, or undefined. */
  lineOf(path: KeyPath): number | undefined;
}

/** Throws a `ConfigError` with one line for every problem; `place` says how a line of the text is called. */
export function parseYaml(text: string, place: (line: number) => string): ParsedYaml {
  const lines = new LineCounter();
  const lineAt = (offset: number) => lines.linePos(offset).line;
  const fail = (problems: readonly string[]) => new ConfigError('CONFIG_SYNTAX', problems.join('\n'));

  const document = parse(text, lines);
  if (typeof document === 'string') throw fail([`${place(1)}: ${document}`]);
  const [syntax] = document.errors;
  if (syntax !== undefined) {
    if (/call stack/.test(syntax.message)) throw fail([`${place(1)}: not valid YAML: nested too deeply`]);
    const several = syntax.code === 'MULTIPLE_DOCS';
    const reason = several
      ? 'a second document begins here; expected only one'
      : `not valid YAML: ${shortened(syntax.message)}${remedies[syntax.code] ?? ''}`;
    throw fail([`${place(lineAt(syntax.pos[0]))}: ${reason}`]);
  }
  if (document.directives?.yaml.explicit === true && document.directives.yaml.version !== '1.2') {
    const got = document.directives.yaml.version;
    throw fail([`${place(1)}: expected YAML 1.2, got the directive %YAML ${got}; remove it`]);
  }

  const values = new YamlValues(lineAt);
  const value = values.plain(document.contents, []);
  if (values.problems.length > 0)
    throw fail(values.problems.map(({ line, text }) => `${place(line)}: ${text}`));
  return { value, lineOf: (path) => nearestLine(values.lines, path) };
}

/** What to do, by the code of a syntax error. */
const remedies: Readonly<Record<string, string>> = {
  BAD_SCALAR_START: '; put the text in quotes',
  BLOCK_AS_IMPLICIT_KEY: '; put text with a colon and a blank in quotes',
  BAD_DQ_ESCAPE: '; a backslash begins an escape in double quotes, so put a path in single quotes',
};

function parse(text: string, lineCounter: LineCounter): Document.Parsed | string {
  try {
    return parseDocument(text, { lineCounter, prettyErrors: false, uniqueKeys: false, logLevel: 'error' });
  } catch (error) {
    return `not valid YAML: ${error instanceof RangeError ? 'nested too deeply' : String(error)}`;
  }
}

function nearestLine(lines: ReadonlyMap<string, number>, path: KeyPath): number | undefined {
  for (let length = path.length; length > 0; length--) {
    const line = lines.get(JSON.stringify(path.slice(0, length)));
    if (line !== undefined) return line;
  }
  return undefined;
}
