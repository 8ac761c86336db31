/** The nodes of a graph file as they come, with their places; formulas are taken apart into one node a call. */

import { didYouMean } from '../errors.js';
import { quoted } from '../text/visible.js';
import { type FormulaCall, FormulaError, namePattern, parseFormula } from './formula.js';
import type { GraphDocument, TextPosition } from './graph-document.js';
import type { TemplateNode } from './graph-template.js';

export class Nodes {
  readonly list: TemplateNode[] = [];
  readonly places = new Map<string, TextPosition>();
  readonly #document: GraphDocument;

  constructor(document: GraphDocument) {
    this.#document = document;
  }

  add(node: TemplateNode, at: TextPosition): void {
    const { name } = node;
    const first = this.places.get(name);
    if (first !== undefined)
      throw this.#document.error(
        'GRAPH_DUPLICATE_NODE',
        at,
        `two nodes are called ${quoted(name)}: the first is on line ${first.line}`,
        [name],
      );
    if (!namePattern.test(name))
      throw this.#document.error(
        'GRAPH_FILE',
        at,
        `${quoted(name)} is not a valid node name: expected letters, digits and _, starting with a letter`,
        [name],
      );
    this.places.set(name, at);
    this.list.push(node);
  }

  addFormula(name: string, at: TextPosition, formula: string, offset: number): void {
    try {
      this.#addCall(name, parseFormula(formula), at, offset);
    } catch (error) {
      if (!(error instanceof FormulaError)) throw error;
      throw this.#document.error(
        'GRAPH_FORMULA',
        this.#document.placeOf(offset + error.offset),
        `node ${quoted(name)}: ${error.message}`,
        [name],
      );
    }
  }

  #addCall(name: string, { op, inputs, constants }: FormulaCall, at: TextPosition, offset: number): void {
    const names = inputs.map((input) => {
      if (input.kind === 'reference') return input.name;
      const inner = this.#freeName(`${name}.${input.kind === 'literal' ? 'constant' : input.op}`);
      const place = this.#document.placeOf(offset + input.offset);
      if (input.kind === 'call') this.#addCall(inner, input, place, offset);
      else {
        const { value } = input;
        this.add({ name: inner, op: 'constant', symbol: `${value}`, shape: [], value }, place);
      }
      return inner;
    });
    const given = Object.keys(constants).length > 0 && { constants };
    this.add({ name, op, inputs: names, ...given }, at);
  }

  #freeName(base: string): string {
    let name = base;
    for (let n = 2; this.places.has(name); n++) name = `${base}${n}`;
    return name;
  }

  symbol(name: string, at: TextPosition, symbol: string): void {
    const index = this.list.findIndex((node) => node.name === this.known(name, at, 'symbols'));
    this.list[index] = { ...this.list[index]!, symbol };
  }

  known(name: string, at: TextPosition, where: string): string {
    if (this.places.has(name)) return name;
    throw this.#document.error(
      'GRAPH_UNKNOWN_NODE',
      at,
      `${where}: no node ${quoted(name)}${didYouMean(name, [...this.places.keys()])}`,
      [name],
    );
  }
}
