/** Kernel calls as they are written down: arrays are addresses in the memory, and 0 stands for one that is not there. */
import type { Code } from '../../expression/code.js';

/** The code of expressions, element by element. */
export interface MapCall {
  readonly kernel: 'map';
  readonly code: Code;
  readonly inputs: readonly number[];
  /** Inputs that follow, of one number each. */
  readonly shared: readonly number[];
  readonly outputs: readonly number[];
  readonly count: number;
}

export interface AffineForward {
  readonly kernel: 'affineForward';
  readonly M: number;
  readonly x: number;
  readonly c: number;
  readonly out: number;
  readonly rows: number;
  readonly n: number;
  readonly p: number;
}

export interface AffineBackward {
  readonly kernel: 'affineBackward';
  readonly dOut: number;
  readonly M: number;
  readonly x: number;
  readonly dM: number;
  readonly dx: number;
  readonly dc: number;
  readonly rows: number;
  readonly n: number;
  readonly p: number;
}

export interface Spread {
  readonly kernel: 'spread';
  readonly source: number;
  readonly out: number;
  readonly rows: number;
  readonly size: number;
}

export interface SumRows {
  readonly kernel: 'sumRows';
  readonly a: number;
  readonly out: number;
  readonly rows: number;
  readonly size: number;
}

export interface RowProducts {
  readonly kernel: 'rowProducts' | 'scaleRows';
  readonly factor: number;
  readonly a: number;
  readonly b: number;
  readonly out: number;
  readonly rows: number;
  readonly p: number;
}

export interface Groups {
  readonly kernel: 'repeatRows' | 'sumGroups' | 'maxGroups';
  readonly a: number;
  readonly out: number;
  readonly rows: number;
  readonly n: number;
  readonly p: number;
}

/** Some numbers of each row, from rows of aSize numbers to rows of outSize: its addresses are those of the first. */
export interface ColumnCopy {
  readonly kernel: 'copyColumns';
  readonly a: number;
  readonly aSize: number;
  readonly out: number;
  readonly outSize: number;
  readonly rows: number;
  readonly size: number;
}

export interface Gather {
  readonly kernel: 'gather';
  /** Of the first index, in elements. */
  readonly from: number;
  readonly source: number;
  /** Length of the source. */
  readonly length: number;
  readonly out: number;
  readonly rows: number;
  readonly size: number;
}

export interface Finite {
  readonly kernel: 'finite';
  readonly a: number;
  readonly count: number;
}

/** Calls that do the same to every row, or sum over the rows. */
export type RowCall = AffineForward | AffineBackward | Spread | SumRows | RowProducts | Gather;

export type Call = MapCall | RowCall | Groups | ColumnCopy | Finite;

export function isRowCall(call: Call): call is RowCall {
  return 'rows' in call && !isCalled(call);
}

/** Calls that are made as they are. */
export function isCalled({ kernel }: Call): boolean {
  return ['repeatRows', 'sumGroups', 'maxGroups', 'copyColumns'].includes(kernel);
}
