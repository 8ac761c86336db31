/** The example that `explain` and `graph` show: a row of the data, and the parameters. */
import { basename } from 'node:path';
import type { Config } from '../config/check-config.js';
import { DataError, defined } from '../errors.js';
import type { Example } from '../explain/example.js';
import { readRows, standardized } from '../pipeline/examples.js';
import { type PointFlags, pointOf, readPoint } from './shown-point.js';
import { shownStepSize } from './shown-step-size.js';

export interface ExampleChoice extends PointFlags {
  readonly config: Config;
  readonly data: readonly string[];
  /** Counts from 1. */
  readonly row: number;
}

export interface Shown extends Example {
  /** E.g. `row 7 of diabetes.csv, at the parameters of model.json`. */
  readonly where: string;
  /** Its first part: the row. */
  readonly which: string;
  /** Its second part as where a step begins: `from the initial parameters of seed 1`. */
  readonly from: string;
  /** η of the step on this example. */
  readonly stepSize: number;
}

/** Throws a `DataError` for a row that is not there or a model file that does not fit. */
export async function exampleOf({ config, data, row, ...flags }: ExampleChoice): Promise<Shown> {
  const choice = await readPoint(flags);
  const read = await readRows({
    config,
    data,
    pick: (count) => {
      if (row <= count) return [row];
      const has = count === 1 ? 'is 1 row' : `are ${count} rows`;
      throw new DataError(
        'DATA_NO_SUCH_ROW',
        `--row ${row}: out of range; there ${has} in ${data.join(', ')}`,
      );
    },
  });
  const example = defined(read.rows[0], 'row that was read');
  const { model, theta, columns, where: at } = pointOf(choice, config, read);
  const x = standardized(example, columns);
  const shown = {
    model,
    theta,
    features: columns.map(({ name }, j) => ({
      name,
      raw: defined(example.x[j], `value of ${name}`),
      standardized: defined(x[j], `value of ${name}`),
    })),
    outcome: { name: read.target, value: example.y },
  };
  const which = `row ${row} of ${data.map((each) => basename(each)).join(', ')}`;
  const text = { which, where: `${which}, ${at}`, from: at.replace(/^at /, 'from ') };
  return { ...shown, ...text, stepSize: shownStepSize(config, shown, choice.model?.file) };
}
