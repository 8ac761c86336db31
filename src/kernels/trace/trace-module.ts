/** A WebAssembly module of one function over the kernels' memory. */
import { type Body, unsigned } from './body.js';

export interface Imported {
  readonly name: string;
  /** Which parameters are float64; all others, and the result, are 32-bit integers. */
  readonly floats: readonly boolean[];
  readonly result: boolean;
}

const i32 = 0x7f;
const f64 = 0x7c;

/**
 * The bytes of a module that exports `play`, from so many integers to one, and imports `env.memory` and what is listed from
 * `kernels`, as functions 0, 1, …
 */
export function moduleOf(
  body: Body,
  parameters: number,
  imports: readonly Imported[] = [],
): Uint8Array<ArrayBuffer> {
  const types = imports.map(({ floats, result }) => [
    0x60,
    ...vector(floats.map((float) => [float ? f64 : i32])),
    ...vector(result ? [[i32]] : []),
  ]);
  const play = [0x60, ...vector(new Array<number[]>(parameters).fill([i32])), ...vector([[i32]])];
  const memory = [...text('env'), ...text('memory'), 0x02, 0x03, ...leb(1), ...leb(65_536)];
  const functions = imports.map(({ name }, k) => [...text('kernels'), ...text(name), 0x00, ...leb(k)]);
  const code = body.bytes();
  const bytes = [0x00, 0x61, 0x73, 0x6d, 0x01, 0x00, 0x00, 0x00].concat(
    section(1, vector([...types, play])),
    section(2, vector([memory, ...functions])),
    section(3, vector([leb(imports.length)])),
    section(7, vector([[...text('play'), 0x00, ...leb(imports.length)]])),
    section(10, vector([leb(code.length).concat(code)])),
  );
  return new Uint8Array(bytes);
}

function leb(value: number): number[] {
  const bytes: number[] = [];
  unsigned(value, bytes);
  return bytes;
}

function vector(items: readonly (readonly number[])[]): number[] {
  return leb(items.length).concat(...items);
}

function text(letters: string): number[] {
  return vector([...letters].map((letter) => [letter.charCodeAt(0)]));
}

function section(id: number, bytes: readonly number[]): number[] {
  return [id].concat(leb(bytes.length), bytes);
}
