/** Arguments of the library with which a run would never end, or a demand would never be made, are refused. */
import { lastValueFrom } from 'rxjs';
import { describe, expect, it } from 'vitest';
import { type TrainOptions, train } from '#chainrule/pipeline/train-model.js';

const wrong: readonly (readonly [string, Partial<TrainOptions>])[] = [
  ['rangeBytes', { rangeBytes: 0 }],
  ['rangeBytes', { rangeBytes: 0.5 }],
  ['requiredGap.relative', { requiredGap: { relative: Number.NaN } }],
  ['requiredGap.absolute', { requiredGap: { absolute: -1 } }],
];

describe('train', () => {
  it.each(wrong)('refuses a wrong %s', async (name, options) => {
    const config = { model: 'ridge', target: 'y' } as const;
    const events$ = train({ config, data: 'missing.csv', ...options });
    await expect(lastValueFrom(events$)).rejects.toMatchObject({
      code: 'USAGE_ARGUMENT',
      message: expect.stringContaining(`${name}: expected`),
    });
  });
});
