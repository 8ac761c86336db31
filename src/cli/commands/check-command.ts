/** `chainrule check`: the gradient checker on rows of the data. */
import { readConfig } from '../../config/read-config.js';
import { defined, TrainingError } from '../../errors.js';
import { checkOnRows } from '../../explain/check-rows.js';
import { checkRowsText, share } from '../../explain/check-text.js';
import { initialParameters } from '../../graph/init.js';
import { compile } from '../../graph/program.js';
import { modelFor } from '../../pipeline/configured-model.js';
import { readRows, standardized } from '../../pipeline/examples.js';
import { permutation, random } from '../../random.js';
import { configFlag, dataFlag, wholeFlag } from '../flags.js';

export interface CheckFlags {
  readonly data?: readonly string[] | undefined;
  readonly config?: string | undefined;
  readonly rows: string;
  readonly set: readonly string[];
}

/** For each row that is checked, so many others wait for kinks. */
const spare = 9;

export async function checkCommand(flags: CheckFlags): Promise<void> {
  const file = configFlag(flags.config);
  const data = dataFlag(flags.data);
  const at = wholeFlag('rows', flags.rows, 1);
  const config = await readConfig(file, flags.set);
  let numbers: readonly number[] = [];
  const { columns, rows } = await readRows({
    config,
    data,
    pick: (count) => {
      const order = permutation(count, random(config.seed, 'check'));
      numbers = Array.from(order.subarray(0, at * (1 + spare)), (row) => row + 1);
      return numbers;
    },
  });
  const { graph, roles } = modelFor(config, columns.length);
  const program = compile(graph);
  const report = checkOnRows({
    program,
    roles,
    rows: rows.map((row, i) => ({
      number: defined(numbers[i], `number of the checked row ${i}`),
      x: standardized(row, columns),
      y: row.y,
    })),
    at,
    theta: initialParameters(program, config.seed),
    source: random(config.seed, 'check parameters'),
  });
  const features = columns.map(({ name }) => name);
  process.stdout.write(checkRowsText(report, { program, input: roles.input, features }));
  const off = report.comparisons.filter((comparison) => !(share(comparison) <= 1)).length;
  if (off > 0) throw new TrainingError('CHECK_OFF', `${off} partials differ from their finite differences`);
  if (report.never.length > 0) {
    const text = `${report.never.length} partials could not be checked: every point tried is at a kink`;
    throw new TrainingError('CHECK_AT_KINK', text);
  }
}
