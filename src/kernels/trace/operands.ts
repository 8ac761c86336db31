/** Which numbers a call reads and writes. */
import type { Call } from './call.js';

/** An array with `size` numbers for each row. */
export interface RowOperand {
  readonly at: number;
  readonly size: number;
}

/** Addresses [from, to). */
export interface Region {
  readonly from: number;
  readonly to: number;
}

export interface Operands {
  /** Row by row: row r of what is written comes from row r of what is read, and from what is shared. */
  readonly reads: readonly RowOperand[];
  readonly writes: readonly RowOperand[];
  /** Read, the same for all rows. */
  readonly shared: readonly Region[];
  /** Written when all rows have been read. */
  readonly sums: readonly Region[];
}

export const numberBytes = 8;

export function region(at: number, count: number): Region {
  return { from: at, to: at + count * numberBytes };
}

export function overlap(a: Region, b: Region): boolean {
  return a.from < b.to && b.from < a.to;
}

/** Whether the number at an address lies, or part of it, in one of these. */
export function within(regions: readonly Region[]): (address: number) => boolean {
  // Joined where they meet, so that a binary search finds the only one that may hold an address.
  const joined: { from: number; to: number }[] = [];
  for (const { from, to } of [...regions].sort((a, b) => a.from - b.from)) {
    const last = joined.at(-1);
    if (last !== undefined && from <= last.to) last.to = Math.max(last.to, to);
    else if (from < to) joined.push({ from, to });
  }
  return (address) => {
    let [low, high] = [0, joined.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (joined[middle]!.to <= address) low = middle + 1;
      else high = middle;
    }
    return low < joined.length && joined[low]!.from < address + numberBytes;
  };
}

/** Of a call over so many rows; elementwise calls may be taken as any number that divides their count. */
export function operandsOf(call: Call, rows: number): Operands {
  const there = <Place extends { readonly at: number }>(places: readonly Place[]) =>
    places.filter(({ at }) => at !== 0);
  const regions = (places: readonly { at: number; count: number }[]) =>
    there(places).map(({ at, count }) => region(at, count));
  switch (call.kernel) {
    case 'affineForward': {
      const { M, x, c, out, n, p } = call;
      return {
        reads: [{ at: x, size: p }],
        writes: [{ at: out, size: n }],
        shared: regions([
          { at: M, count: n * p },
          { at: c, count: n },
        ]),
        sums: [],
      };
    }
    case 'affineBackward': {
      const { dOut, M, x, dM, dx, dc, n, p } = call;
      return {
        reads: [
          { at: dOut, size: n },
          { at: x, size: p },
        ],
        writes: there([{ at: dx, size: p }]),
        shared: dx === 0 ? [] : [region(M, n * p)],
        sums: regions([
          { at: dM, count: n * p },
          { at: dc, count: n },
        ]),
      };
    }
    case 'spread':
      return {
        reads: [],
        writes: [{ at: call.out, size: call.size }],
        shared: [region(call.source, call.size)],
        sums: [],
      };
    case 'sumRows':
      return {
        reads: [{ at: call.a, size: call.size }],
        writes: [],
        shared: [],
        sums: [region(call.out, call.size)],
      };
    case 'rowProducts':
    case 'scaleRows': {
      const { kernel, a, b, out, p } = call;
      const products = kernel === 'rowProducts';
      return {
        reads: [
          { at: a, size: products ? p : 1 },
          { at: b, size: p },
        ],
        writes: [{ at: out, size: products ? 1 : p }],
        shared: [],
        sums: [],
      };
    }
    case 'repeatRows':
    case 'maxGroups':
    case 'sumGroups': {
      const { kernel, a, out, n, p } = call;
      const [few, many] = [p, n * p];
      return {
        reads: [{ at: a, size: kernel === 'repeatRows' ? few : many }],
        writes: [{ at: out, size: kernel === 'repeatRows' ? many : few }],
        shared: [],
        sums: [],
      };
    }
    case 'copyColumns': {
      // What lies between is not touched, but other calls may have left it in registers.
      const { a, aSize, out, outSize, rows, size } = call;
      return {
        reads: [],
        writes: [],
        shared: [region(a, (rows - 1) * aSize + size)],
        sums: [region(out, (rows - 1) * outSize + size)],
      };
    }
    case 'gather':
      return {
        reads: [],
        writes: [{ at: call.out, size: call.size }],
        shared: [region(call.source, call.length)],
        sums: [],
      };
    case 'finite':
      return { reads: [], writes: [], shared: [region(call.a, call.count)], sums: [] };
    case 'map': {
      const size = call.count / rows;
      const each = (at: number) => ({ at, size });
      const shared = call.shared.map((at) => region(at, 1));
      return { reads: call.inputs.map(each), writes: call.outputs.map(each), shared, sums: [] };
    }
  }
}

/** All that a call reads, and all that it writes. */
export function regionsOf(call: Call): { readonly reads: Region[]; readonly writes: Region[] } {
  const rows = 'rows' in call ? call.rows : 1;
  const { reads, writes, shared, sums } = operandsOf(call, rows);
  const whole = ({ at, size }: RowOperand) => region(at, rows * size);
  return { reads: [...reads.map(whole), ...shared], writes: [...writes.map(whole), ...sums] };
}
