/**
 * One partial followed along every path to J: ∂J/∂w[bmi] is the sum over paths of the products of their ∂out/∂in.
 *
 * A path goes from element to element. Paths are counted before any is written out, since their number may double at
 * every node; without recursion, since a path may be as long as the graph.
 */

import { inputsOf, reached, slope } from '../graph/single-op.js';
import { copyMark, type NumberedCopy, numberCopies } from './copies.js';
import { type Example, type Run, run } from './example.js';
import { writeRules } from './rules.js';

/** ∂to/∂from. */
export interface PathStep {
  /** An element, e.g. `w[bmi]`. */
  readonly from: string;
  /** `⁽²⁾` where `from` has several copies. */
  readonly copy: string;
  readonly to: string;
  /** In symbols, e.g. `x[bmi]`. */
  readonly rule: string;
  readonly partial: number;
}

export interface Path {
  /** From the element on to J. */
  readonly steps: readonly PathStep[];
  /** The product of their partials. */
  readonly product: number;
}

export interface Paths {
  readonly element: string;
  readonly value: number;
  /** As back-propagation has it. */
  readonly partial: number;
  /** How many paths there are. */
  readonly count: bigint;
  /** All of them, or the first `limit`. */
  readonly paths: readonly Path[];
  /** Of the products of `paths`: the partial itself, but for rounding, where all are listed. */
  readonly sum: number;
}

/** An element's edge to an element of a consumer. */
interface Edge extends PathStep {
  readonly target: string;
}

interface Stop {
  readonly position: number;
  readonly i: number;
  readonly edges: readonly Edge[];
}

/**
 * Follows `name`, a scalar node or an element such as `w[bmi]`; throws a `GraphError` with the nearest name for one that
 * is none.
 */
export function followPaths(example: Example, name: string, limit = 1000): Paths {
  const ran = run(example);
  const { program, pass, elements } = ran;
  const start = elements.find(name);
  const stops = reachable(ran, start);
  // Of a vector J is the sum: a path ends at any of its elements.
  const isEnd = (key: string) => stops.get(key)!.position === program.sink;

  const counts = new Map<string, bigint>();
  for (const [key, { edges }] of [...stops].reverse()) {
    const onward = edges.reduce((count, { target }) => count + counts.get(target)!, 0n);
    counts.set(key, isEnd(key) ? 1n : onward);
  }

  const paths: Path[] = [];
  const open: { key: string; steps: readonly Edge[]; next: number }[] = [];
  const from = keyOf(start.position, start.i);
  if (counts.get(from)! > 0n) open.push({ key: from, steps: [], next: 0 });
  while (open.length > 0 && paths.length < limit) {
    const top = open.at(-1)!;
    const edge = isEnd(top.key) ? undefined : stops.get(top.key)!.edges[top.next++];
    if (isEnd(top.key)) paths.push(pathOf(open));
    if (edge === undefined) open.pop();
    else if (counts.get(edge.target)! > 0n) open.push({ key: edge.target, steps: [edge], next: 0 });
  }
  return {
    element: elements.name(start.position, start.i),
    value: pass.value(start.position)[start.i]!,
    partial: pass.partial(start.position)[start.i]!,
    count: counts.get(from)!,
    paths,
    sum: paths.reduce((sum, { product }) => sum + product, 0),
  };
}

function pathOf(open: readonly { readonly steps: readonly Edge[] }[]): Path {
  const steps = open.flatMap((stop) => stop.steps.map(({ target: _, ...step }) => step));
  return { steps, product: steps.reduce((product, { partial }) => product * partial, 1) };
}

/** All elements that the start reaches, each before those it reaches: positions are in topological order. */
function reachable(ran: Run, start: { position: number; i: number }): ReadonlyMap<string, Stop> {
  const { program } = ran;
  const copies = numberCopies(program);
  const edgesOf = edgeFinder(ran, copies);
  const waiting = new Map<number, Set<number>>([[start.position, new Set([start.i])]]);
  const stops = new Map<string, Stop>();
  for (let position = start.position; position <= program.sink; position++) {
    for (const i of waiting.get(position) ?? []) {
      const edges = position === program.sink ? [] : edgesOf(position, i, waiting);
      stops.set(keyOf(position, i), { position, i, edges });
    }
  }
  if (!stops.has(keyOf(start.position, start.i)))
    stops.set(keyOf(start.position, start.i), { ...start, edges: [] });
  return stops;
}

function edgeFinder({ program, pass, elements }: Run, copies: readonly (readonly NumberedCopy[])[]) {
  const rules = writeRules(program, copies);
  return (position: number, i: number, waiting: Map<number, Set<number>>): Edge[] =>
    copies[position]!.filter(({ live }) => live).flatMap((copy) => {
      const node = program.nodes[copy.consumer]!;
      const values = inputsOf(pass, node);
      const out = pass.value(copy.consumer);
      return reached(program, node, copy.slot, i).map((k): Edge => {
        const targets = waiting.get(copy.consumer);
        if (targets === undefined) waiting.set(copy.consumer, new Set([k]));
        else targets.add(k);
        return {
          from: elements.name(position, i),
          copy: copyMark(copy.number, copies[position]!.length),
          to: elements.name(copy.consumer, k),
          rule: rules.local(position, copy, elements.index(position, i), elements.index(copy.consumer, k)),
          partial: slope(program, node, values, out, k, copy.slot)[i]!,
          target: keyOf(copy.consumer, k),
        };
      });
    });
}

function keyOf(position: number, i: number): string {
  return `${position}/${i}`;
}
