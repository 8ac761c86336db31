/**
 * Is back-propagation right? Compares ∂J/∂ of every node and every copy with a central difference of J.
 *
 * At an entry θ, n = (J(θ + δ) − J(θ − δ)) / 2δ with δ = 1e-6 · max(1, |θ|), everything after it computed again. The
 * partial a passes where |a − n| ≤ 1e-5 · max(|a|, |n|) + 8uS/δ, u = 2⁻⁵³: the first term is for the rule and the
 * curvature of J, the second for the rounding of two values of J, S = |J| + Σ |∂J/∂v||v| over the values that J is made
 * of. Within 2δ of a kink a difference says nothing. Values that choose an element by its number are not checked.
 */
import { GraphError } from '../errors.js';
import type { Random } from '../random.js';
import { quoted } from '../text/visible.js';
import { type CentralDifference, Differences } from './differences.js';
import { type CopyEvaluation, evaluate } from './evaluate.js';
import { type LeafValues, takesValue } from './leaves.js';
import { isDiscrete, nodeAt, type Program } from './program.js';

/** Where an entry is. All numbers count from 0. */
export interface ElementPosition {
  readonly node: string;
  /** The copy that is checked; without one it is the node's own value. */
  readonly copy?: { readonly k: number; readonly consumer: string; readonly input: string };
  readonly element: number;
  /** The example; without one the value is shared by all. */
  readonly row?: number;
}

/** A partial beside its difference; among `mismatches`, one that is not what the difference says. */
export interface Mismatch {
  readonly place: ElementPosition;
  /** What back-propagation gives, a. */
  readonly partial: number;
  /** What the central difference gives, n. */
  readonly difference: number;
  /** The most that they may differ by. */
  readonly tolerance: number;
}

/** How far partials are from central differences. */
export interface GradientReport {
  /** Entries that were compared. */
  readonly compared: number;
  readonly mismatches: readonly Mismatch[];
  /** Entries within 2δ of a kink, which were not compared: check them at another point. */
  readonly kinks: readonly ElementPosition[];
}

export interface CheckOptions {
  /** Examples that the inputs hold; 1 unless given. */
  readonly rows?: number;
  /** Which entries to check; all unless given. */
  readonly only?: (place: ElementPosition) => boolean;
  /** Hears of every entry that was compared, whether it passed or not. */
  readonly compared?: (comparison: Mismatch) => void;
}

export interface DrawOptions {
  /** Examples that are drawn; 3 unless given. */
  readonly rows?: number;
  /** Leaves are drawn uniformly from [−range, range); 2 unless given. */
  readonly range?: number;
  /** The most points that are drawn; 50 unless given. */
  readonly draws?: number;
}

/** Checks a graph at the point given, at every entry of every node and copy. Throws a `GraphError` for wrong leaves. */
export function checkGradient(
  program: Program,
  leaves: LeafValues,
  options: CheckOptions = {},
): GradientReport {
  const { rows = 1, only = () => true, compared: tell } = options;
  const { nodes } = evaluate(program, leaves, { rows });
  const differences = new Differences(program, leaves, rows);
  const mismatches: Mismatch[] = [];
  const kinks: ElementPosition[] = [];
  let compared = 0;

  const check = (
    position: number,
    k: number | undefined,
    partial: Float64Array,
    copy?: CopyEvaluation,
  ): void => {
    const { name, size, perExample, copies, discrete } = nodeAt(program, position);
    const edge = k === undefined ? undefined : copies[k];
    if (edge === undefined ? discrete : isDiscrete(program.nodes, edge)) return;
    for (const [index, a] of partial.entries()) {
      const place: ElementPosition = {
        node: name,
        ...(k !== undefined && copy && { copy: { k, consumer: copy.consumer, input: copy.input } }),
        element: index % size,
        ...(perExample && { row: Math.floor(index / size) }),
      };
      if (!only(place)) continue;
      const result = differences.at(position, k, index);
      if (result.kink) {
        kinks.push(place);
        continue;
      }
      compared++;
      const tolerance = toleranceOf(a, result);
      // Written so that a partial that is no number fails.
      const passes = Math.abs(a - result.difference) <= tolerance;
      const comparison: Mismatch = { place, partial: a, difference: result.difference, tolerance };
      tell?.(comparison);
      if (!passes) mismatches.push(comparison);
    }
  };

  for (const [position, node] of [...nodes.values()].entries()) {
    check(position, undefined, node.partial);
    for (const [k, copy] of node.copies.entries()) check(position, k, copy.partial, copy);
  }
  return { compared, mismatches, kinks };
}

/**
 * Checks a graph at random points: entries at a kink are drawn anew until each was compared once, or a mismatch is found.
 * Throws a `GraphError` when entries are still at a kink after the last draw.
 */
export function checkGradientAtRandom(
  program: Program,
  source: Random,
  options: DrawOptions = {},
): GradientReport {
  const { rows = 3, range = 2, draws = 50 } = options;
  let open: ReadonlySet<string> | undefined;
  let compared = 0;
  let last: GradientReport | undefined;
  for (let draw = 0; draw < draws; draw++) {
    const waiting = open;
    last = checkGradient(program, drawLeaves(program, source, rows, range), {
      rows,
      ...(waiting && { only: (place) => waiting.has(describePlace(place)) }),
    });
    compared += last.compared;
    if (last.mismatches.length > 0 || last.kinks.length === 0) return { ...last, compared };
    open = new Set(last.kinks.map(describePlace));
  }
  const [place] = last?.kinks ?? [];
  const where = place === undefined ? 'no point was drawn' : `${describePlace(place)} is at a kink at each`;
  const text = `the gradient cannot be checked at any of ${draws} random points: ${where}`;
  throw new GraphError('GRAPH_ALWAYS_AT_KINK', text, place === undefined ? [] : [place.node]);
}

/** Values for all leaves of `rows` examples, each uniform in [−range, range). */
export function drawLeaves(program: Program, source: Random, rows: number, range: number): LeafValues {
  const leaves = program.nodes.filter(takesValue);
  return Object.fromEntries(
    leaves.map(({ name, size, perExample }) => [
      name,
      Float64Array.from(
        { length: perExample ? rows * size : size },
        () => (2 * source.uniform() - 1) * range,
      ),
    ]),
  );
}

/** Throws a `GraphError` that tells the first mismatch of a report, if there is any. */
export function assertGradient({ mismatches }: GradientReport): void {
  const [first] = mismatches;
  if (first === undefined) return;
  const others = mismatches.length > 1 ? ` (and ${mismatches.length - 1} more like it)` : '';
  throw new GraphError('GRAPH_WRONG_PARTIAL', `${describeMismatch(first)}${others}`, [first.place.node]);
}

/** Both numbers and the place, e.g. `∂J/∂"w" copy 0 (w of "penalty"), element 2: …`. */
export function describeMismatch({ place, partial, difference, tolerance }: Mismatch): string {
  const apart = Math.abs(partial - difference);
  return `${describePlace(place)}: back-propagation gives ${partial}, the central difference ${difference}; they are ${apart} apart, allowed are ${tolerance}`;
}

/** `∂J/∂"w", copy 0 (input w of "penalty"), element 2, row 1`; all numbers count from 0. */
function describePlace({ node, copy, element, row }: ElementPosition): string {
  const edge = copy === undefined ? '' : `, copy ${copy.k} (input ${copy.input} of ${quoted(copy.consumer)})`;
  return `∂J/∂${quoted(node)}${edge}, element ${element}${row === undefined ? '' : `, row ${row}`}`;
}

/** The most that a partial and a central difference may differ by. */
export function toleranceOf(partial: number, { difference, scale, delta }: CentralDifference): number {
  const u = 2 ** -53;
  return 1e-5 * Math.max(Math.abs(partial), Math.abs(difference)) + (8 * u * scale) / delta;
}
