/** The promise of a training, and data that are not files: the same bits as the CSV of the same numbers. */
import { expect, it } from 'vitest';
import type { PublicConfig } from '#chainrule/config/check-config.js';
import type { TableData } from '#chainrule/data/sources/table-data.js';
import { DataError } from '#chainrule/errors.js';
import { fit as modelFrom } from '#chainrule/pipeline/train-model.js';
import { linearExamples } from '../support/examples.js';
import { temporaryFolder } from '../support/folder.js';
import { csv, result } from '../support/training.js';

const { xs, ys, features } = linearExamples(700, 3);
const table = [...ys].map((y, row) => [...xs.subarray(row * features, (row + 1) * features), y]);
const names = ['a', 'b', 'c', 'y'];
const rows = table.map((numbers) => Object.fromEntries(numbers.map((number, j) => [names[j] ?? '', number])));
const columns = Object.fromEntries(
  names.map((name, j) => [name, Float64Array.from(table, (row) => row[j] ?? 0)]),
);
const path = temporaryFolder().write('table.csv', csv(names, table));

async function* streamed() {
  yield* rows;
}

const config = (workers: number): PublicConfig => ({
  ...{ model: 'ridge', target: 'y', workers, blockRows: 128, shardRows: 16 },
  stop: { validation: 0.2 },
});

const withoutFiles = async (data: string | TableData, workers = 1) => {
  const { files, ...rest } = result(await modelFrom({ config: config(workers), data }));
  expect(files).toHaveLength(1);
  expect(files[0]).toMatchObject({ rows: 700 });
  return rest;
};

it('gives the same model for a table as for its CSV, for any number of workers', async () => {
  const expected = await withoutFiles(path);
  for (const workers of [1, 2, 3])
    for (const data of [rows, columns, streamed()])
      expect(await withoutFiles(data, workers)).toEqual(expected);
});

it('rejects with the error of the run', async () => {
  const bad = [...rows, { ...rows[0], b: null }];
  await expect(modelFrom({ config: config(2), data: bad })).rejects.toThrow(DataError);
  await expect(modelFrom({ config: config(2), data: bad })).rejects.toThrow('data: row 701: column "b"');
  await expect(modelFrom({ config: { ...config(1), target: 'z' }, data: rows })).rejects.toThrow(
    'data: the target "z" is not in the header',
  );
});

it('rejects with the reason of the signal, before the run and within it', async () => {
  const early = AbortSignal.abort(new Error('never mind'));
  await expect(modelFrom({ config: config(1), data: rows }, { signal: early })).rejects.toThrow('never mind');
  const late = new AbortController();
  async function* stopped() {
    for (const [i, row] of rows.entries()) {
      if (i === 300) late.abort(new Error('enough'));
      yield row;
    }
  }
  await expect(modelFrom({ config: config(2), data: stopped() }, late)).rejects.toThrow('enough');
});
