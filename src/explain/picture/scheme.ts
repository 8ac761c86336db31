/** The colours of pictures: on a light background, and on a dark one. */
import type { NodeKind } from './picture.js';

export interface Scheme {
  readonly background: string;
  readonly ink: string;
  /** Lines of values. */
  readonly value: string;
  /** Lines and text of partials. */
  readonly partial: string;
  /** Each kind of node. */
  readonly nodes: Readonly<Record<NodeKind, { readonly fill: string; readonly line: string }>>;
}

export const light: Scheme = {
  background: '#ffffff',
  ink: '#1c1c1e',
  value: '#5f5f65',
  partial: '#b3261e',
  nodes: {
    input: { fill: '#d9ead3', line: '#38761d' },
    parameter: { fill: '#fff2cc', line: '#b45f06' },
    constant: { fill: '#e6eef5', line: '#4a6f8f' },
    op: { fill: '#f1f1f3', line: '#77777c' },
    objective: { fill: '#e3dcf5', line: '#5b3fa0' },
  },
};

export const dark: Scheme = {
  background: '#1c1c1e',
  ink: '#ececf0',
  value: '#a2a2a8',
  partial: '#ff9d94',
  nodes: {
    input: { fill: '#21391b', line: '#8fce74' },
    parameter: { fill: '#47370f', line: '#f1b45c' },
    constant: { fill: '#1d2f40', line: '#8fb4d4' },
    op: { fill: '#2c2c30', line: '#9a9aa0' },
    objective: { fill: '#372a5c', line: '#b9a3f2' },
  },
};
