/** What is wrong with a checked value, one line each: where, what was expected, what was got. */
import type * as z from 'zod';
import { didYouMean } from '../errors.js';
import { quoted } from '../text/visible.js';
import { type KeyPath, pathText, unknownKey } from './keys.js';

export interface Problem {
  readonly path: KeyPath;
  readonly text: string;
}

/** Longer lists help nobody, and hints take time. */
const mostProblems = 50;

/** The place of a path for people, such as `ridge.yaml:7`; empty where there is none. */
export type Where = (path: KeyPath) => string;

/** What else to say of a key or value that a schema does not know, such as the name that it has here. */
export interface Hints {
  readonly key: (path: KeyPath) => string | undefined;
  readonly value: (path: KeyPath, value: unknown) => string | undefined;
}

/** One problem for each path that a schema refused. */
export function problemsOf(
  error: z.ZodError,
  raw: unknown,
  schema: z.core.$ZodType,
  hints?: Hints,
): Problem[] {
  const problems = new Map<string, Problem>();
  const add = (path: KeyPath, text: string) => {
    const key = JSON.stringify(path);
    if (!problems.has(key)) problems.set(key, { path, text });
  };
  const tell = (issue: z.core.$ZodIssue, parent: KeyPath): void => {
    const path = [...parent, ...issue.path];
    if (issue.code === 'unrecognized_keys') {
      for (const key of issue.keys.slice(0, mostProblems + 1))
        add([...path, key], unknownKey([...path, key], schema, hints?.key));
      return;
    }
    const within = issue.code === 'invalid_union' ? insideOf(issue.errors) : undefined;
    if (within !== undefined) {
      for (const inner of within) tell(inner, path);
      return;
    }
    const got = valueAt(raw, path);
    const other = hints?.value(path, got);
    const near = typeof got === 'string' ? didYouMean(got, wordsOf(issue)) : '';
    const hint = other === undefined ? near : `; ${other}`;
    add(path, issue.code === 'custom' ? issue.message : mismatch(issue.message, got) + hint);
  };
  for (const issue of error.issues) {
    if (problems.size > mostProblems) break;
    tell(issue, []);
  }
  return [...problems.values()];
}

/** Of the kinds that a value might have been, the issues of the one that it is on the outside, if it is any. */
function insideOf(kinds: readonly (readonly z.core.$ZodIssue[])[]): readonly z.core.$ZodIssue[] | undefined {
  return kinds.find((issues) =>
    issues.every(({ path, code }) => path.length > 0 || code === 'unrecognized_keys'),
  );
}

/** Words that would have been right. */
function wordsOf(issue: z.core.$ZodIssue): string[] {
  if (issue.code === 'invalid_value') return issue.values.map(String);
  return issue.code === 'invalid_union' ? issue.errors.flat().flatMap(wordsOf) : [];
}

/** The problems in the order in which their keys stand in the value; keys that are missing come last. */
export function inOrder(problems: readonly Problem[], raw: unknown): Problem[] {
  const ranksIn = new Map<object, ReadonlyMap<string, number>>();
  const rankIn = (parent: unknown, key: string) => {
    if (!isObject(parent)) return Number.POSITIVE_INFINITY;
    const ranks = ranksIn.get(parent) ?? new Map(Object.keys(parent).map((each, i) => [each, i]));
    ranksIn.set(parent, ranks);
    return ranks.get(key) ?? Number.POSITIVE_INFINITY;
  };
  const ranks = problems.map((problem) => ({
    problem,
    rank: problem.path.map((part, depth) => rankIn(valueAt(raw, problem.path.slice(0, depth)), String(part))),
  }));
  return ranks.sort((a, b) => compare(a.rank, b.rank)).map(({ problem }) => problem);
}

function compare(a: readonly number[], b: readonly number[]): number {
  for (const [i, rank] of a.entries()) {
    const other = b[i] ?? -1;
    if (rank !== other) return rank < other ? -1 : 1;
  }
  return a.length - b.length;
}

/** The lines of a message. */
export function problemLines(problems: readonly Problem[], where: Where): string {
  const more = problems.length > mostProblems ? ['there are more problems; only the first are listed'] : [];
  return problems
    .slice(0, mostProblems)
    .map(({ path, text }) => [where(path), pathText(path), text].filter((part) => part !== '').join(': '))
    .concat(more)
    .join('\n');
}

/** `expected …, got …`, and what to do where a slip is plain to see. */
export function mismatch(expected: string, got: unknown): string {
  return `expected ${expected}, got ${describe(got)}${slip(expected, got)}`;
}

function describe(value: unknown): string {
  if (value === undefined) return 'nothing';
  if (value === null) return 'nothing (null)';
  if (Array.isArray(value)) return value.length === 0 ? 'an empty list' : 'a list';
  if (typeof value === 'string') return value === '' ? 'an empty string' : `the string ${quoted(value)}`;
  if (Object.is(value, -0)) return '-0';
  return isObject(value) ? 'a mapping' : String(value);
}

function slip(expected: string, got: unknown): string {
  if (
    typeof got === 'string' &&
    /number/.test(expected) &&
    got.trim() !== '' &&
    Number.isFinite(Number(got))
  ) {
    return ' (write the number without quotes)';
  }
  if (
    typeof got === 'string' &&
    expected === 'true or false' &&
    /^(no|off|n|yes|on|y|true|false)$/i.test(got)
  ) {
    return ` (write ${/^(no|off|n|false)$/i.test(got) ? 'false' : 'true'}, without quotes)`;
  }
  const isName = /name|text|path/.test(expected);
  if (isName && got === null) return '; text such as null, ~ or #1 must be in quotes: "null"';
  if (isName && (typeof got === 'number' || typeof got === 'boolean')) return ' (put this name in quotes)';
  return '';
}

function valueAt(raw: unknown, path: KeyPath): unknown {
  let value: unknown = raw;
  for (const part of path) {
    if (!isObject(value) || !Object.hasOwn(value, part)) return undefined;
    value = Reflect.get(value, part);
  }
  return value;
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}
