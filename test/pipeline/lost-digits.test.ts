/** Columns whose numbers have more digits than float64 holds are named, however the file is read. */
import { expect, test } from 'vitest';
import { temporaryFolder } from '../support/folder.js';
import { runTraining } from '../support/training.js';

const folder = temporaryFolder();

/** Notices and warnings of a run. */
async function messages(lines: readonly string[], options: { workers?: number; rangeBytes?: number } = {}) {
  const data = folder.write('data.csv', `${lines.join('\n')}\n`);
  const { workers = 1, rangeBytes = 1 << 20 } = options;
  const config = { model: 'ridge', target: 'y', workers, solver: 'exact' } as const;
  const { events } = await runTraining({ config, data, rangeBytes, mayBlock: true });
  return events.flatMap((event) =>
    event.type === 'notice' || event.type === 'warning' ? [`${event.type}: ${event.text}`] : [],
  );
}

test('five ids of 19 digits that round to one number are not called the same value in the file', async () => {
  const ids = [1, 2, 3, 4, 5].map((k) => `123456789012345678${k},${k},${2 * k}`);
  expect(await messages(['id,a,y', ...ids])).toEqual([
    'warning: column "id": some values have more digits than float64 holds (15 to 17) and were rounded; all are then 1234567890123456800, so its weight is 0',
  ]);
  expect(await messages(['id,a,y', '7,1,2', '7,2,3'])).toEqual([
    'notice: column "id" is constant, so its weight is 0',
  ]);
});

test('a column is named once, the outcome too, for any number of workers and size of chunks', async () => {
  const rows = Array.from({ length: 200 }, (_, k) => {
    const [id, y] = k % 50 === 49 ? ['9007199254740993', '"0.12345678901234567891"'] : [`${k}`, `0.${k}1`];
    return `${id},${k % 7}.5,${y}`;
  });
  const lost = (name: string) =>
    `warning: column "${name}": some values have more digits than float64 holds (15 to 17) and were rounded`;
  for (const workers of [1, 2])
    for (const rangeBytes of [50, 700, 1 << 20])
      expect(await messages(['id,a,y', ...rows], { workers, rangeBytes })).toEqual([lost('id'), lost('y')]);
});

test('numbers as programs print float64 are left without a word', async () => {
  const values = [1 / 3, Math.PI * 1e9, 0.1 + 0.2, 2 ** 70, 1e-7 / 3];
  const rows = values.map((value) => `${value},${value.toExponential(18)},${value.toPrecision(17)}`);
  expect(await messages(['a,b,y', ...rows])).toEqual([]);
});
