/**
 * The rule of every partial in symbols, worked out from the graph: ∂J/∂ŷ = −2r from ∂J/∂ŷ = ∂J/∂r · ∂r/∂ŷ and so on.
 *
 * Along a chain the products are multiplied out. Where a value has several copies, or a product would get long, the
 * rule starts anew from ∂J/∂(that value), which has its own line.
 */
import type { Program, ProgramNode } from '../graph/program.js';
import { type Index, lettersOf, type Sign, type Slope, type Written } from '../graph/writing.js';
import { copyMark, type NumberedCopy } from './copies.js';
import { bracketed } from './elements.js';
import { type Term, through, writeTerm } from './terms.js';

/** More factors than this, longer ones, or more links of a chain, are not carried on to the next rule. */
const mostFactors = 3;
const longestFactor = 16;
const mostLinks = 30;

export interface Rule {
  /** E.g. `∂J/∂wⱼ⁽²⁾`. */
  readonly of: string;
  /** By the chain rule, e.g. `∂J/∂ŷ·xⱼ`; for several copies the sum of their partials. */
  readonly chain: string;
  /** Multiplied out, e.g. `−2r·xⱼ`. */
  readonly rule: string;
}

export interface Rules {
  symbol(position: number): string;
  /** Whether it is a number that formulas show. */
  isLiteral(position: number): boolean;
  /** The right-hand side of a node's formula; empty for a leaf. */
  value(position: number): string;
  node(position: number): Rule;
  copy(position: number, copy: NumberedCopy): Rule;
  /** ∂(an element of the consumer)/∂(an element of the copy), e.g. `x[bmi]`. */
  local(position: number, copy: NumberedCopy, index: Index, out: Index): string;
}

/** What carries on to the predecessors' rules. */
interface Known {
  term(index: Index): Term;
  readonly links: number;
}

export function writeRules(program: Program, copies: readonly (readonly NumberedCopy[])[]): Rules {
  const { nodes, sink } = program;
  const written = nodes.map((node) => write(node, nodes));
  const known: Known[] = [];

  const slopeOf = (position: number, { consumer, slot }: NumberedCopy, index: Index, out?: Index): Slope => {
    const { op } = nodes[consumer]!;
    const input = op!.inputs[slot]!;
    const fallback = { by: [`∂${symbolOf(nodes[consumer]!)}/∂${symbolOf(nodes[position]!)}`] };
    return written[consumer]?.partials[input]?.(index, out) ?? fallback;
  };
  const copyTerm = (position: number, copy: NumberedCopy, index: Index): Term => {
    const slope = slopeOf(position, copy, index);
    return through(known[copy.consumer]!.term(slope.at ?? index), slope);
  };
  const atom = (position: number): Known => ({
    links: 0,
    term: (index) => ({ times: 1, by: [`∂J/∂${element(nodes[position]!, index)}`] }),
  });

  for (let position = nodes.length - 1; position >= 0; position--) {
    const live = copies[position]!.filter((copy) => copy.live && nodes[position]!.live);
    const links = live.reduce((most, { consumer }) => Math.max(most, known[consumer]!.links), 0) + 1;
    known[position] = atom(position);
    const [only] = live;
    if (position === sink) known[position] = { links: 0, term: () => ({ times: 1, by: [] }) };
    else if (only !== undefined && live.length === 1 && links <= mostLinks) {
      const term = (index: Index) => copyTerm(position, only, index);
      const { by, over } = term(letters(nodes[position]!));
      const short = by.length <= mostFactors && by.every((factor) => factor.length <= longestFactor);
      if (short && over === undefined) known[position] = { links, term };
    }
  }

  const copyRule = (position: number, copy: NumberedCopy): Rule => {
    const node = nodes[position]!;
    const index = letters(node);
    const of = `∂J/∂${element(node, index)}${copyMark(copy.number, copies[position]!.length)}`;
    if (!copy.live) return { of, chain: '0', rule: '0' };
    const slope = slopeOf(position, copy, index);
    const start = `∂J/∂${element(nodes[copy.consumer]!, slope.at ?? index)}`;
    return { of, chain: link(start, slope), rule: writeTerm(copyTerm(position, copy, index)) };
  };

  return {
    symbol: (position) => symbolOf(nodes[position]!),
    isLiteral: (position) => literalOf(nodes[position]!) !== undefined,
    value: (position) => written[position]?.value ?? fallbackValue(nodes[position]!, nodes),
    copy: copyRule,
    node(position) {
      const node = nodes[position]!;
      const of = `∂J/∂${element(node, letters(node))}`;
      if (position === sink) return { of, chain: '1', rule: '1' };
      const live = copies[position]!.filter((copy) => copy.live && node.live);
      const rules = live.map((copy) => copyRule(position, copy));
      if (rules.length === 0) return { of, chain: '0', rule: '0' };
      if (rules.length === 1) return { ...rules[0]!, of };
      return {
        of,
        chain: rules.map((rule) => rule.of).join(' + '),
        rule: join(rules.map((rule) => rule.rule)),
      };
    },
    local(position, copy, index, out) {
      const { over, ...slope } = slopeOf(position, copy, index, out);
      const text = writeTerm(through({ times: 1, by: [] }, slope));
      return over === undefined ? text : text.replaceAll(over, out[0] ?? '');
    },
  };
}

function symbolOf({ definition, name }: ProgramNode): string {
  return definition.symbol ?? name;
}

function letters({ shape }: ProgramNode): Index {
  return lettersOf(shape);
}

function element(node: ProgramNode, index: Index): string {
  const isGeneral = index.every((letter) => 'ᵢⱼₖ'.includes(letter));
  return symbolOf(node) + (isGeneral ? index.join('') : bracketed(index));
}

function signOf(node: ProgramNode): Sign {
  const literal = literalOf(node);
  const sign = { symbol: symbolOf(node), shape: node.shape, at: (index: Index) => element(node, index) };
  return literal === undefined ? sign : { ...sign, literal };
}

function literalOf(node: ProgramNode): number | undefined {
  const { op, value } = node.definition;
  const isLiteral = op === 'constant' && node.shape.length === 0 && symbolOf(node) === `${value}`;
  return isLiteral && typeof value === 'number' ? value : undefined;
}

function write(node: ProgramNode, nodes: readonly ProgramNode[]): Written | undefined {
  const { op, inputs, definition } = node;
  if (op?.write === undefined) return undefined;
  const signs = inputs.map((at, slot) => [op.inputs[slot]!, signOf(nodes[at]!)]);
  return op.write(Object.fromEntries(signs), signOf(node), definition.constants ?? {});
}

function fallbackValue({ op, inputs }: ProgramNode, nodes: readonly ProgramNode[]): string {
  return op === undefined ? '' : `${op.name}(${inputs.map((at) => symbolOf(nodes[at]!)).join(', ')})`;
}

/** ∂J/∂out·∂out/∂in. */
function link(start: string, { over, ...slope }: Slope): string {
  const local = writeTerm(through({ times: 1, by: [] }, slope));
  const product = local === '1' ? start : local === '−1' ? `−${start}` : `${start}·${bracket(local)}`;
  return over === undefined ? product : `Σ${over} ${product}`;
}

function bracket(factor: string): string {
  return factor.startsWith('−') ? `(${factor})` : factor;
}

function join(terms: readonly string[]): string {
  return terms.join(' + ').replaceAll(' + −', ' − ');
}
