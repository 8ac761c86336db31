/** A block is a power of two of shards. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { checkConfig } from '#chainrule/config/check-config.js';

const least = { model: 'ridge', target: 'y' };
const sizes = fc.integer({ min: 1, max: 100_000 });

const isPowerOfTwo = (value: number) => Number.isInteger(Math.log2(value));

function messageOf(raw: object): string {
  try {
    checkConfig(raw);
  } catch (error) {
    expect(error).toMatchObject({ name: 'ConfigError', code: 'CONFIG_INVALID', exitStatus: 78 });
    return error instanceof Error ? error.message : '';
  }
  return '';
}

test('a size that is not given fits the other, and is near its default', () => {
  fc.assert(
    fc.property(sizes, (given) => {
      for (const key of ['blockRows', 'shardRows']) {
        const { blockRows, shardRows } = checkConfig({ ...least, [key]: given });
        expect({ blockRows, shardRows }).toMatchObject({ [key]: given });
        expect(isPowerOfTwo(blockRows / shardRows)).toBe(true);
      }
    }),
    { seed: 1 },
  );
  expect(checkConfig({ ...least, shardRows: 1000 })).toMatchObject({ blockRows: 8000 });
  expect(checkConfig({ ...least, shardRows: 10_000 })).toMatchObject({ blockRows: 10_000 });
  expect(checkConfig({ ...least, blockRows: 3000 })).toMatchObject({ shardRows: 750 });
  expect(checkConfig({ ...least, blockRows: 9001 })).toMatchObject({ shardRows: 9001 });
});

test.each([
  [300, 32, 'blockRows: 256 or 512, or shardRows: 75, would do'],
  [300, 100, 'blockRows: 200 or 400, or shardRows: 75 or 150, would do'],
  [100, 101, 'blockRows: 101, or shardRows: 100, would do'],
])('blockRows %i is refused with shardRows %i', (blockRows, shardRows, advice) => {
  const expected = `expected shardRows (${shardRows}) times a power of two, got ${blockRows}`;
  expect(messageOf({ ...least, blockRows, shardRows })).toBe(`blockRows: ${expected}; ${advice}`);
});

test('every value that a message names would do', () => {
  fc.assert(
    fc.property(sizes, sizes, (blockRows, shardRows) => {
      const message = messageOf({ ...least, blockRows, shardRows });
      expect(message === '').toBe(blockRows >= shardRows && isPowerOfTwo(blockRows / shardRows));
      for (const [, key, values = ''] of message.matchAll(/(blockRows|shardRows): (\d+(?: or \d+)?),/g))
        for (const value of values.split(' or '))
          expect(messageOf({ ...least, blockRows, shardRows, [String(key)]: Number(value) })).toBe('');
    }),
    { seed: 2 },
  );
});
