/** A picture's nodes and edges as JSON, with every number of the example: for graphs of any size. */
import type { Explanation } from '../explain.js';
import type { NodeKind, Picture } from './picture.js';

export interface PictureJson {
  readonly title: string;
  readonly nodes: readonly {
    readonly name: string;
    readonly kind: NodeKind;
    readonly op: string;
    readonly formula: string;
    /** When its value and its partial are computed, counted from 1. */
    readonly forward: number;
    readonly backward: number;
    readonly elements?: readonly string[];
    readonly values?: readonly number[];
    readonly partials?: readonly number[];
  }[];
  readonly edges: readonly {
    readonly from: string;
    readonly to: string;
    readonly slot: number;
    readonly label: string;
    readonly partials?: readonly number[];
  }[];
}

export function pictureJson({ title, nodes, edges }: Picture, explanation?: Explanation): PictureJson {
  const explained = new Map(explanation?.nodes.map((node) => [node.name, node]));
  return {
    title,
    nodes: nodes.map(({ name, kind, op, formula, order }) => {
      const { elements, values, partials } = explained.get(name) ?? {};
      return {
        name,
        kind,
        op,
        formula,
        ...order,
        ...(elements && { elements, values: values!, partials: partials! }),
      };
    }),
    edges: edges.map(({ from, to, slot, label }) => {
      const node = explained.get(from);
      const copy = node?.copies.find((one) => one.into === to && one.label === label);
      const partials = copy?.partials ?? node?.partials;
      return { from, to, slot, label, ...(partials && { partials }) };
    }),
  };
}
