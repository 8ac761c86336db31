/** `chainrule check`: the gradient checker on rows of the data. */
import { readConfig } from '../../config/read-config.js';
import { defined, TrainingError } from '../../errors.js';
import { checkOnRows } from '../../explain/check-rows.js';
import { checkRowsText, share } from '../../explain/check-text.js';
import { readRows, standardized } from '../../pipeline/examples.js';
import { permutation, random } from '../../random.js';
import { configFlag, dataFlag, wholeFlag } from '../flags.js';
import { refuseRedirection } from '../output.js';
import { pointFiles, pointOf, readPoint } from '../shown-point.js';

export interface CheckFlags {
  readonly data?: readonly string[] | undefined;
  readonly config?: string | undefined;
  readonly model?: string | undefined;
  readonly at: readonly string[];
  readonly rows: string;
  readonly set: readonly string[];
}

/** For each row that is checked, so many others wait for kinks. */
const spare = 9;

export async function checkCommand(flags: CheckFlags): Promise<void> {
  const file = configFlag(flags.config, flags.data);
  const data = dataFlag(flags.data);
  const at = wholeFlag('rows', flags.rows, 1);
  refuseRedirection([file, ...data, ...pointFiles(flags)]);
  const config = await readConfig(file, flags.set, (graph) => refuseRedirection([graph]));
  const choice = await readPoint(flags);
  let numbers: readonly number[] = [];
  const read = await readRows({
    config,
    data,
    pick: (count) => {
      const order = permutation(count, random(config.seed, 'check'));
      numbers = Array.from(order.subarray(0, at * (1 + spare)), (row) => row + 1);
      return numbers;
    },
  });
  const { model, program, theta, columns, given } = pointOf(choice, config, read);
  const { roles } = model;
  const report = checkOnRows({
    program,
    roles,
    rows: read.rows.map((row, i) => ({
      number: defined(numbers[i], `number of the checked row ${i}`),
      x: standardized(row, columns),
      y: row.y,
    })),
    at,
    theta,
    point: given ? 'given' : 'initial',
    source: random(config.seed, 'check parameters'),
  });
  const features = columns.map(({ name }) => name);
  process.stdout.write(
    checkRowsText(report, { program, input: roles.input, features, terminal: process.stdout.columns }),
  );
  const off = report.comparisons.filter((comparison) => !(share(comparison) <= 1)).length;
  if (off > 0) throw new TrainingError('CHECK_OFF', `${off} partials differ from their finite differences`);
  if (report.never.length > 0) {
    const text = `${report.never.length} partials could not be checked: every point tried is at a kink`;
    throw new TrainingError('CHECK_AT_KINK', text);
  }
}
