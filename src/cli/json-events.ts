/** Events of a run as JSON lines on standard output. */
import { ChainruleError } from '../errors.js';
import type { TrainingEvent } from '../pipeline/events.js';

/** The last line of a run that failed. */
interface ErrorEvent {
  readonly type: 'error';
  /** Of the kind of error, such as `DATA_NOT_A_NUMBER`; `INTERNAL` for a bug, `SIGINT` and the like for a signal. */
  readonly code: string;
  readonly message: string;
  /** Where in a file, if that is known; line and column count from 1. */
  readonly place?: { readonly file: string; readonly line: number; readonly column?: number };
  readonly exitStatus: number;
}

/** Prints it with the time, ISO 8601 in UTC. */
export function printEvent({ type, ...rest }: TrainingEvent | ErrorEvent): void {
  process.stdout.write(`${JSON.stringify({ type, time: new Date().toISOString(), ...rest })}\n`);
}

/** Errors by which nothing goes to standard output: it was asked for the model too, or it is an input. */
const silent = new Set(['USAGE_STDOUT', 'USAGE_STDOUT_IS_INPUT']);

export function printError(error: unknown): void {
  const event = errorEvent(error);
  if (!silent.has(event.code)) printEvent(event);
}

function errorEvent(error: unknown): ErrorEvent {
  if (!(error instanceof ChainruleError)) {
    const message = error instanceof Error ? error.message : String(error);
    return { type: 'error', code: 'INTERNAL', message, exitStatus: 1 };
  }
  const { code, message, exitStatus } = error;
  // Messages about a file begin with the place.
  const [, file, line, column] = /^(.+?):(\d+)(?::(\d+))?: /.exec(message) ?? [];
  const place = file !== undefined && {
    place: { file, line: Number(line), ...(column !== undefined && { column: Number(column) }) },
  };
  return { type: 'error', code, message, ...place, exitStatus };
}

export function signalEvent(signal: NodeJS.Signals, exitStatus: number): ErrorEvent {
  return { type: 'error', code: signal, message: `ended by ${signal}`, exitStatus };
}
