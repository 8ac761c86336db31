/**
 * Plain values of a YAML document, with the line of every key. Refused is what means one thing to people and another to
 * a parser: keys given twice, merge keys, tags, leading zeros, numbers that float64 would round to 0.
 */
import { isAlias, isMap, isNode, isScalar, isSeq, type Pair, type Scalar } from 'yaml';
import type { KeyPath } from '../checks/keys.js';
import { quoted, shortened } from '../text/visible.js';

/** Nodes that aliases may stand for, all together: a short text could otherwise stand for billions. */
const aliasedNodes = 10_000;

/** Levels of mappings and lists. */
const deepest = 100;

/** Longer lists of problems help nobody. */
const mostProblems = 50;

const plainTags = /^tag:yaml\.org,2002:(str|int|float|bool|null|map|seq)$/;

/** Goes through a document once; problems are collected with their lines. */
export class YamlValues {
  /** The line of each key and list item, by its path as JSON. */
  readonly lines = new Map<string, number>();
  readonly problems: { readonly line: number; readonly text: string }[] = [];
  readonly #lineAt: (offset: number) => number;
  /** Nodes that the value at hand stands within: an alias for one of them would be a circle. */
  readonly #open = new Set<unknown>();
  /** The value that each anchor stands for at this point of the text, and each alias of the text. */
  readonly #anchored = new Map<string, unknown>();
  readonly #targets = new Map<unknown, unknown>();
  #aliasDepth = 0;
  #aliased = 0;
  #line = 1;

  constructor(lineAt: (offset: number) => number) {
    this.#lineAt = lineAt;
  }

  plain(node: unknown, path: KeyPath): unknown {
    if (this.#aliasDepth > 0 && ++this.#aliased > aliasedNodes) {
      if (this.#aliased === aliasedNodes + 1) this.#problem('too many values come from aliases here');
      return null;
    }
    if (isAlias(node)) {
      if (!this.#targets.has(node)) this.#targets.set(node, this.#anchored.get(node.source));
      return this.#aliasOf(this.#targets.get(node), `*${shortened(node.source)}`, path);
    }
    if (!isNode(node)) return null;
    if (path.length > deepest) {
      this.#problem(`nested more than ${deepest} levels deep`);
      return null;
    }
    if (this.#aliasDepth === 0 && 'anchor' in node && typeof node.anchor === 'string')
      this.#anchored.set(node.anchor, node);
    if (node.tag !== undefined && !plainTags.test(node.tag)) {
      this.#problem(
        `unknown tag ${shortened(node.tag)}; write a plain value, or put text that begins with ! in quotes`,
      );
    }
    this.#open.add(node);
    let value: unknown = null;
    if (isMap(node)) value = this.#mapping(node.items, path);
    else if (isSeq(node)) value = node.items.map((item, i) => this.#item(item, [...path, i]));
    else if (isScalar(node)) value = this.#scalar(node);
    this.#open.delete(node);
    return value;
  }

  #aliasOf(target: unknown, alias: string, path: KeyPath): unknown {
    if (target === undefined || this.#open.has(target)) {
      const text =
        target === undefined
          ? 'has no anchor before it; text that begins with * must be in quotes'
          : 'refers to a value that contains it';
      this.#problem(`the alias ${alias} ${text}`);
      return null;
    }
    this.#aliasDepth++;
    const value = this.plain(target, path);
    this.#aliasDepth--;
    return value;
  }

  #item(node: unknown, path: KeyPath): unknown {
    this.#goTo(node, path);
    return this.plain(node, path);
  }

  #mapping(pairs: readonly Pair<unknown, unknown>[], path: KeyPath): unknown {
    const entries = new Map<string, unknown>();
    const firstLines = new Map<string, number>();
    for (const { key, value } of pairs) {
      const name = isScalar(key) && key.value !== null ? keyText(key) : undefined;
      this.#goTo(key, name === undefined ? undefined : [...path, name]);
      const first = name === undefined ? undefined : firstLines.get(name);
      if (name === undefined)
        this.#problem('expected a key that is a string, got nothing, a list or a mapping');
      else if (name === '<<') this.#problem('merge keys (<<) are not part of YAML 1.2; write the keys out');
      else if (first !== undefined) {
        this.#problem(`the key ${quoted(name)} is given twice, first on line ${first}`);
      } else {
        firstLines.set(name, this.#line);
        entries.set(name, this.plain(value, [...path, name]));
      }
    }
    // Makes own properties of all keys, `__proto__` too.
    return Object.fromEntries(entries);
  }

  #scalar({ value, source = '', type }: Scalar): unknown {
    if (typeof value !== 'number' || type !== 'PLAIN') return value;
    if (/^[-+]?0\d/.test(source)) {
      this.#problem(
        `the number ${shortened(source)} begins with 0 and may be read as octal; write ${value} or 0o…`,
      );
    } else if (value === 0 && /^[^eE]*[1-9]/.test(source)) {
      this.#problem(`the number ${shortened(source)} is too small: it would be read as 0`);
    } else if (!Number.isFinite(value) && /\d/.test(source)) {
      this.#problem(`the number ${shortened(source)} is too large`);
    }
    return value;
  }

  /** From here on problems are on the line of this node, even those of a value that stands elsewhere by alias. */
  #goTo(node: unknown, path: KeyPath | undefined): void {
    if (this.#aliasDepth === 0 && isNode(node) && node.range) this.#line = this.#lineAt(node.range[0]);
    const key = path === undefined ? undefined : JSON.stringify(path);
    if (key !== undefined && !this.lines.has(key)) this.lines.set(key, this.#line);
  }

  #problem(text: string): void {
    if (this.problems.length >= mostProblems) return;
    this.problems.push({ line: this.#line, text });
  }
}

/** Keys are words as they stand: `10` and `no` too. */
function keyText({ value, source, type }: Scalar): string {
  return type === 'PLAIN' && source !== undefined ? source : String(value);
}
