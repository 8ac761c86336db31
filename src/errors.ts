/**
 * Error families: what went wrong, as a class with a code for machines and an exit status for the shell.
 *
 * Errors lose their class and fields between threads, so they cross that boundary as plain values
 * (`toFailure`, `fromFailure`).
 */
import { closest, distance } from 'fastest-levenshtein';
import { quoted } from './text/visible.js';

/** The base of every error that the user can cause; anything else is a defect of the program (exit status 1). */
export abstract class ChainruleError extends Error {
  /** Names the kind of error for machines, e.g. `DATA_NOT_A_NUMBER`. */
  readonly code: string;
  /** Exit status of the command line, after sysexits. */
  abstract readonly exitStatus: number;

  constructor(code: string, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
    this.name = familyOf(new.target);
  }
}

/** 64: the command line itself is wrong. */
export class UsageError extends ChainruleError {
  readonly exitStatus = 64;
}

/** 65: the data are not what they should be. */
export class DataError extends ChainruleError {
  readonly exitStatus = 65;
}

/** 66: an input or config file is not there. */
export class MissingInputError extends ChainruleError {
  readonly exitStatus = 66;
}

/** 70: training failed: diverged, or not certified where that was demanded. */
export class TrainingError extends ChainruleError {
  readonly exitStatus = 70;
}

/** 73: an output cannot be created. */
export class CannotWriteError extends ChainruleError {
  readonly exitStatus = 73;
}

/** 74: a read or write failed half way. */
export class InputOutputError extends ChainruleError {
  readonly exitStatus = 74;
}

/** 75: the machine lacks something at the moment, such as threads. */
export class TryAgainError extends ChainruleError {
  readonly exitStatus = 75;
}

/** 77: not permitted. */
export class PermissionError extends ChainruleError {
  readonly exitStatus = 77;
}

/** 78: the config (or a `--set`) is wrong. */
export class ConfigError extends ChainruleError {
  readonly exitStatus = 78;
}

/** 78: a graph definition is wrong; `nodes` are the nodes at fault. */
export class GraphError extends ChainruleError {
  readonly exitStatus = 78;
  readonly nodes: readonly string[];

  constructor(code: string, message: string, nodes: readonly string[] = []) {
    super(code, message);
    this.nodes = nodes;
  }
}

const families = {
  UsageError,
  DataError,
  MissingInputError,
  TrainingError,
  CannotWriteError,
  InputOutputError,
  TryAgainError,
  PermissionError,
  ConfigError,
  GraphError,
};

/** The name of a class as it is written here: bundlers rename classes. */
function familyOf(target: object): string {
  const entry = Object.entries(families).find(([, family]) => family === target);
  if (entry === undefined) throw new Error('a class of errors is missing from the list of families');
  return entry[0];
}

/** An error as a plain value, fit to be sent to another thread. */
export interface Failure {
  readonly status: 'failure';
  readonly family: string;
  readonly code: string;
  readonly message: string;
  readonly stack?: string | undefined;
}

export function toFailure(error: unknown): Failure {
  if (error instanceof ChainruleError) {
    return { status: 'failure', family: error.name, code: error.code, message: error.message };
  }
  const known = error instanceof Error ? error : new Error(String(error));
  return { status: 'failure', family: 'Error', code: 'DEFECT', message: known.message, stack: known.stack };
}

/** The error that `toFailure` was given, with its class and code again. */
export function fromFailure(failure: Failure): Error {
  const Family = families[failure.family as keyof typeof families];
  if (Family !== undefined) return new Family(failure.code, failure.message);
  const defect = new Error(failure.message);
  if (failure.stack !== undefined) defect.stack = failure.stack;
  return defect;
}

/**
 * ` (did you mean "…"?)` with the nearest of the known words, whatever their case; nothing unless two thirds of it are the same.
 */
export function didYouMean(word: string, known: readonly string[]): string {
  if (word.length > mostLetters) return '';
  const lower = word.toLowerCase();
  const candidate = closest(
    lower,
    known.map((name) => name.toLowerCase()),
  );
  const name = known.find((each) => each.toLowerCase() === candidate);
  if (name === undefined) return '';
  const edits = isSwap(lower, candidate) ? 1 : distance(lower, candidate);
  return edits <= Math.max(word.length, name.length) / 3 ? ` (did you mean ${quoted(name)}?)` : '';
}

/** Longer text is not a misspelt name. */
const mostLetters = 200;

/** Whether two neighbouring letters have changed places. */
function isSwap(a: string, b: string): boolean {
  const at = [...a].findIndex((_, i) => a[i] !== b[i]);
  return (
    at >= 0 &&
    a.length === b.length &&
    b === a.slice(0, at) + a.charAt(at + 1) + a.charAt(at) + a.slice(at + 2)
  );
}

/** The value; without one, throws an error that is a defect of the program. `what` names it. */
export function defined<T>(value: T | undefined, what: string): T {
  if (value !== undefined) return value;
  throw new Error(`there is no ${what}`);
}
