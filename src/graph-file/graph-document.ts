/** The YAML of a graph file, read key by key with the place of each: what its parts look like, not yet what they mean. */
import { type Document, isMap, isScalar, isSeq, LineCounter, type Node, parseDocument } from 'yaml';
import { didYouMean, GraphError } from '../errors.js';
import { quoted, visible } from '../text/visible.js';

/** Both from 1. */
export interface TextPosition {
  readonly line: number;
  readonly column: number;
}

export interface Entry {
  readonly key: string;
  readonly at: TextPosition;
  readonly value: Node | null;
}

/** One graph file; every method throws a `GraphError` that begins with `file:line:column`. */
export class GraphDocument {
  readonly #file: string;
  readonly #lines = new LineCounter();
  readonly root: Node | null;
  readonly #document: Document;

  constructor(text: string, file: string) {
    this.#file = file;
    const options = { lineCounter: this.#lines, prettyErrors: false, uniqueKeys: false } as const;
    const document = this.#parse(() => parseDocument(text, options));
    const [error] = document.errors;
    if (error !== undefined) {
      const at = this.placeOf(error.pos[0]);
      throw this.error('GRAPH_FILE_SYNTAX', at, `not valid YAML: ${error.message}`);
    }
    this.#document = document;
    this.root = document.contents;
  }

  /** The parser goes down into nested collections by recursion, and gives up with a `RangeError`. */
  #parse<T>(work: () => T): T {
    try {
      return work();
    } catch (error) {
      const reason = error instanceof RangeError ? 'nested too deeply' : String(error);
      throw this.error('GRAPH_FILE_SYNTAX', { line: 1, column: 1 }, `not valid YAML: ${reason}`);
    }
  }

  error(code: string, at: TextPosition, text: string, nodes: readonly string[] = []): GraphError {
    return new GraphError(code, `${visible(this.#file)}:${at.line}:${at.column}: ${text}`, nodes);
  }

  placeOf(offset: number): TextPosition {
    const { line, col } = this.#lines.linePos(offset);
    return { line: Math.max(line, 1), column: Math.max(col, 1) };
  }

  at(node: Node | null, otherwise: TextPosition = { line: 1, column: 1 }): TextPosition {
    return node?.range ? this.placeOf(node.range[0]) : otherwise;
  }

  /** The entries of a mapping; `what` names it in errors, `form` shows one. */
  entries(node: Node | null, what: string, form: string, otherwise?: TextPosition): Entry[] {
    if (!isMap(node))
      throw this.error('GRAPH_FILE', this.at(node, otherwise), `expected ${what}, as in ${form}`);
    return node.items.map(({ key, value }) => {
      if (!isScalar(key) || (typeof key.value !== 'string' && typeof key.value !== 'number')) {
        throw this.error('GRAPH_FILE', this.at(node), `expected a name as each key of ${what}`);
      }
      const at = this.at(key);
      const plain = value === null || isMap(value) || isSeq(value) || isScalar(value) ? value : undefined;
      if (plain === undefined)
        throw this.error(
          'GRAPH_FILE',
          at,
          `${quoted(String(key.value))}: write the value itself instead of an alias`,
        );
      return { key: String(key.value), at, value: plain };
    });
  }

  /** The entries of a mapping with known keys, each at most once. */
  fields(
    node: Node | null,
    known: readonly string[],
    what: string,
    form: string,
    otherwise?: TextPosition,
  ): Map<string, Entry> {
    const fields = new Map<string, Entry>();
    for (const entry of this.entries(node, what, form, otherwise)) {
      const { key, at } = entry;
      if (!known.includes(key)) {
        const hint = didYouMean(key, known) || `; the keys are ${known.join(', ')}`;
        throw this.error('GRAPH_FILE', at, `unknown key ${quoted(key)}${hint}`);
      }
      const first = fields.get(key);
      if (first !== undefined) {
        const text = key === 'objective' ? 'two objectives' : `${quoted(key)} is given twice`;
        throw this.error('GRAPH_FILE', at, `${text}: the first is on line ${first.at.line}; keep one`);
      }
      fields.set(key, entry);
    }
    return fields;
  }

  /** A text, and where its first character is. */
  text({ key, at, value }: Entry, what: string): { readonly text: string; readonly offset: number } {
    if (!isScalar(value) || typeof value.value !== 'string' || !value.range) {
      throw this.error('GRAPH_FILE', this.at(value, at), `${quoted(key)}: expected ${what}`);
    }
    return { text: value.value, offset: value.range[0] + (value.type?.startsWith('QUOTE') ? 1 : 0) };
  }

  /** A sequence's items as plain values, or undefined for what is none. */
  list(node: Node | null): unknown[] | undefined {
    if (!isSeq(node)) return undefined;
    return node.items.map((item) => (isScalar(item) ? item.value : undefined));
  }

  /** The whole value as plain data. */
  plain(node: Node | null): unknown {
    return node?.toJS(this.#document);
  }

  number(node: Node | null): number | undefined {
    return isScalar(node) && typeof node.value === 'number' ? node.value : undefined;
  }
}
