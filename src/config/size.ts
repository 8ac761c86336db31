/** Sizes of memory as people write them: `256MB`, `2GB`, `1.5GiB`. */

/** The least that works: a block, a chunk and some spare memory. */
const leastMemory = 16_000_000;

export const sizeExpected = 'auto or a size such as 256MB or 2GB, at least 16MB';

const units = {
  B: 1,
  kB: 1e3,
  KB: 1e3,
  MB: 1e6,
  GB: 1e9,
  TB: 1e12,
  KiB: 2 ** 10,
  MiB: 2 ** 20,
  GiB: 2 ** 30,
  TiB: 2 ** 40,
};

/** Bytes of a size, or undefined where the text is none or too small to work with. */
export function bytesOfSize(text: string): number | undefined {
  const [, digits, unit] = /^(\d+(?:\.\d+)?) ?([kKMGT]?i?B)$/.exec(text) ?? [];
  const factor = Object.entries(units).find(([name]) => name === unit)?.[1];
  if (digits === undefined || factor === undefined) return undefined;
  const bytes = Math.floor(Number(digits) * factor);
  return Number.isSafeInteger(bytes) && bytes >= leastMemory ? bytes : undefined;
}
