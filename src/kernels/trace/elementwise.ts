/** Code for calls that take number by number, in pairs; a single number remains where their count is odd. */

import { clockPlaces } from '../clock.js';
import { type Body, type Local, ops, type Width } from './body.js';
import type { Descend, Finite, MapCall, Tick } from './call.js';
import type { Cells } from './cells.js';
import { codeFor } from './expression.js';
import { numberBytes } from './operands.js';

export interface Numbers {
  readonly at: number;
  readonly width: Width;
}

/** The pairs, and the last odd one, of `count` numbers. */
export function numbers(at: number, count: number): Numbers[] {
  const pairs = Array.from({ length: count >> 1 }, (_, k): Numbers => {
    return { at: at + 2 * k * numberBytes, width: 'v128' };
  });
  return count % 2 === 0 ? pairs : [...pairs, { at: at + (count - 1) * numberBytes, width: 'f64' }];
}

export function read(cells: Cells, at: number, width: Width): Local {
  return width === 'v128' ? cells.pair(at) : cells.single(at);
}

/** `count` numbers, `skip` numbers on from where the call begins. */
export function elementwise(body: Body, cells: Cells, call: MapCall, skip: number, count: number): void {
  const { code, inputs, outputs } = call;
  const all = numbers(skip * numberBytes, count);
  for (const width of ['v128', 'f64'] as const) {
    const some = all.filter((one) => one.width === width);
    const values = some.map(({ at }) => inputs.map((input) => read(cells, input + at, width)));
    for (const [k, results] of codeFor(body, code, width, values).entries()) {
      for (const [output, result] of results.entries())
        cells.write(outputs[output]! + some[k]!.at, width, result);
    }
  }
}

/** A sum that is 0 if all numbers are finite, and no number otherwise: x − x is 0 for finite x alone. */
export class Rest {
  readonly #body: Body;
  #pairs: Local | undefined;
  #single: Local | undefined;

  constructor(body: Body) {
    this.#body = body;
  }

  add(value: Local, width: Width): void {
    const rest = this.#body.arithmetic('sub', width, value, value);
    const known = width === 'v128' ? this.#pairs : this.#single;
    const sum = known === undefined ? rest : this.#body.arithmetic('add', width, known, rest);
    if (width === 'v128') this.#pairs = sum;
    else this.#single = sum;
  }

  /** Leaves on the stack whether some number was not finite. */
  put(): void {
    const body = this.#body;
    let rest = this.#single;
    if (this.#pairs !== undefined) {
      const sum = horizontal(body, this.#pairs);
      rest = rest === undefined ? sum : body.arithmetic('add', 'f64', rest, sum);
    }
    if (rest === undefined) {
      body.integer(0);
      return;
    }
    body.get(rest);
    body.number(0);
    body.put(ops.f64NotEqual);
  }
}

/** The sum of a pair's two numbers. */
export function horizontal(body: Body, pair: Local): Local {
  body.lane(pair, 0);
  const first = body.take('f64');
  body.lane(pair, 1);
  return body.arithmetic('add', 'f64', first, body.take('f64'));
}

/** Leaves on the stack whether some number is not finite. */
export function finite(body: Body, cells: Cells, { a, count }: Finite): void {
  const rest = new Rest(body);
  for (const { at, width } of numbers(a, count)) rest.add(read(cells, at, width), width);
  rest.put();
}

/** The step, or the average; the step leaves on the stack whether some number is not finite after it. */
export function descend(body: Body, cells: Cells, { kernel, to, from, by, count }: Descend): void {
  const rest = new Rest(body);
  for (const { at, width } of numbers(0, count)) {
    const share = width === 'v128' ? cells.splat(by) : cells.single(by);
    const here = read(cells, to + at, width);
    const other = read(cells, from + at, width);
    if (kernel === 'average') {
      const part = body.arithmetic('mul', width, share, body.arithmetic('sub', width, other, here));
      cells.write(to + at, width, body.arithmetic('add', width, here, part));
      continue;
    }
    const value = body.arithmetic('sub', width, here, body.arithmetic('mul', width, share, other));
    cells.write(to + at, width, value);
    rest.add(value, width);
  }
  if (kernel === 'descend') rest.put();
}

export function tick(body: Body, cells: Cells, { clock }: Tick): void {
  const at = (place: keyof typeof clockPlaces) => clock + clockPlaces[place] * numberBytes;
  const place = (name: keyof typeof clockPlaces) => cells.single(at(name));
  const one = body.constant(1, 'f64');
  const zero = body.constant(0, 'f64');
  const steps = place('steps');
  const slower = body.arithmetic('add', 'f64', one, body.arithmetic('mul', 'f64', place('decay'), steps));
  const straight = body.compare('eq', 'f64', place('root'), zero);
  const divisor = body.choose('f64', straight, slower, body.arithmetic('sqrt', 'f64', slower));
  const initial = body.arithmetic('mul', 'f64', place('initial'), place('share'));
  cells.write(at('stepSize'), 'f64', body.arithmetic('div', 'f64', initial, divisor));
  const above = body.arithmetic('add', 'f64', place('tail'), one);
  const next = body.arithmetic('add', 'f64', steps, one);
  const below = body.arithmetic('add', 'f64', next, place('tail'));
  cells.write(at('weight'), 'f64', body.arithmetic('div', 'f64', above, below));
  cells.write(at('steps'), 'f64', next);
}
