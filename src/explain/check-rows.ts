/**
 * Back-propagation against central differences on real rows: every entry of every node and copy, at the given
 * parameters and at random ones near them (at parameters that are all 0 many partials are 0, and prove little).
 *
 * Values that belong to an example are moved row by row, values that all rows share for all rows at once. An entry at a
 * kink is tried anew on other rows, and at other random parameters, until it has been compared once.
 */
import { TrainingError } from '../errors.js';
import { evaluate } from '../graph/evaluate.js';
import { checkGradient, type ElementPosition, type Mismatch } from '../graph/gradient-check.js';
import { parameterPlaces } from '../graph/init.js';
import type { LeafValues } from '../graph/leaves.js';
import type { Program } from '../graph/program.js';
import type { Random } from '../random.js';

/** A row as the graph takes it. */
export interface CheckedRow {
  /** Its number in the data. */
  readonly number: number;
  readonly x: Float64Array;
  readonly y: number;
}

export interface CheckRowsOptions {
  readonly program: Program;
  /** The nodes that take x and y. */
  readonly roles: { readonly input: string; readonly outcome: string };
  /** The first `at` of them are checked on first; the others where those are at kinks. */
  readonly rows: readonly CheckedRow[];
  readonly at: number;
  /** The initial parameters, or others. */
  readonly theta: Float64Array;
  /** What to call θ; `initial` unless given. */
  readonly point?: Exclude<ParameterPoint, 'random'>;
  readonly source: Random;
}

export type ParameterPoint = 'initial' | 'given' | 'random';

/** An entry that was compared. */
export interface ComparedPartial extends Mismatch {
  readonly point: ParameterPoint;
  /** The number of the row in the data, of an entry that belongs to one. */
  readonly rowNumber?: number;
}

export interface RowsReport {
  readonly comparisons: readonly ComparedPartial[];
  /** How often an entry was at a kink, where a difference says nothing. */
  readonly kinks: number;
  /** Entries that were at a kink each time. */
  readonly never: readonly ElementPosition[];
}

const mostDraws = 20;

/** Random parameters are at most so far from θ. */
const range = 0.5;

/** Throws a `TrainingError` where J is not finite at θ, or at any random parameters. */
export function checkOnRows(options: CheckRowsOptions): RowsReport {
  const comparisons: ComparedPartial[] = [];
  const seen = new Set<string>();
  const open = new Map<string, ElementPosition>();
  let kinks = 0;

  for (const point of [options.point ?? 'initial', 'random'] as const) {
    let waiting: ReadonlySet<string> | undefined;
    for (let draw = 0; draw < mostDraws && (waiting === undefined || waiting.size > 0); draw++) {
      const here = new Map<string, ElementPosition>();
      const done = new Set<string>();
      checkOnce(options, point, draw, waiting, (found) => {
        if ('difference' in found) {
          comparisons.push(found);
          done.add(keyOf(found.place));
          return;
        }
        kinks++;
        here.set(keyOf(found.place), found.place);
      });
      for (const key of done) {
        here.delete(key);
        seen.add(key);
      }
      for (const [key, place] of here) open.set(key, place);
      waiting = new Set(here.keys());
    }
  }
  const never = [...open].filter(([key]) => !seen.has(key)).map(([, place]) => place);
  return { comparisons, kinks, never };
}

type Found = ComparedPartial | { readonly place: ElementPosition };

/** All entries that are waited for, once. */
function checkOnce(
  options: CheckRowsOptions,
  point: ParameterPoint,
  draw: number,
  waiting: ReadonlySet<string> | undefined,
  tell: (found: Found) => void,
): void {
  const { program, rows, at } = options;
  const count = Math.min(at, rows.length);
  const some = Array.from({ length: count }, (_, i) => rows[(draw * count + i) % rows.length]!);
  const theta = parametersAt(options, point, some);
  const wanted = (place: ElementPosition) => waiting?.has(keyOf(place)) ?? true;
  const check = (on: readonly CheckedRow[], only: (place: ElementPosition) => boolean) => {
    const [first] = on;
    const report = checkGradient(program, leavesOf(options, theta, on), {
      rows: on.length,
      only: (place) => only(place) && wanted(place),
      compared: (comparison) => {
        const owned = comparison.place.row !== undefined && first !== undefined;
        tell({ ...comparison, point, ...(owned && { rowNumber: first.number }) });
      },
    });
    for (const place of report.kinks) tell({ place });
  };
  check(some, ({ row }) => row === undefined);
  for (const row of some) check([row], (place) => place.row !== undefined);
}

/** θ at which J is finite on these rows. */
function parametersAt(
  options: CheckRowsOptions,
  point: ParameterPoint,
  rows: readonly CheckedRow[],
): Float64Array {
  const { program, theta, source } = options;
  let objective = Number.NaN;
  for (let draw = 0; draw < mostDraws; draw++) {
    const drawn = theta.map((value) =>
      point === 'random' ? value + (2 * source.uniform() - 1) * range : value,
    );
    ({ objective } = evaluate(program, leavesOf(options, drawn, rows), { rows: rows.length }));
    if (Number.isFinite(objective)) return drawn;
    if (point !== 'random') break;
  }
  const numbers = rows.map(({ number }) => number).join(', ');
  const text = `the objective is ${objective} at the ${point} parameters on rows ${numbers}: there is nothing to check`;
  throw new TrainingError('CHECK_NOT_FINITE', text);
}

function leavesOf(
  { program, roles }: CheckRowsOptions,
  theta: Float64Array,
  rows: readonly CheckedRow[],
): LeafValues {
  const parameters = parameterPlaces(program).map(({ name, offset, size }): [string, ArrayLike<number>] => [
    name,
    theta.subarray(offset, offset + size),
  ]);
  return Object.fromEntries([
    [roles.input, rows.flatMap(({ x }) => [...x])],
    [roles.outcome, rows.map(({ y }) => y)],
    ...parameters,
  ]);
}

/** Whichever the row. */
function keyOf({ node, copy, element }: ElementPosition): string {
  return `${copy?.k ?? ''}/${element}/${node}`;
}
