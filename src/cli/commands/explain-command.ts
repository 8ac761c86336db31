/** `chainrule explain`: every value and partial of one example, or one partial along every path. */
import { readConfig } from '../../config/read-config.js';
import { GraphError, TrainingError, UsageError } from '../../errors.js';
import { type ExplainedNode, type Explanation, explain } from '../../explain/explain.js';
import { followPaths, type Paths } from '../../explain/paths.js';
import { pathsJson } from '../../explain/paths-json.js';
import { checkText, explanationText, pathsText } from '../../explain/text.js';
import type { Check } from '../../explain/verifier.js';
import { configFlag, dataFlag, wholeFlag } from '../flags.js';
import { refuseRedirection } from '../output.js';
import { exampleOf } from '../shown-example.js';
import { pointFiles } from '../shown-point.js';

export interface ExplainFlags {
  readonly data?: readonly string[] | undefined;
  readonly config?: string | undefined;
  readonly row?: string | undefined;
  readonly model?: string | undefined;
  readonly at: readonly string[];
  readonly node?: string | undefined;
  readonly verify: boolean;
  readonly all: boolean;
  readonly json: boolean;
  readonly set: readonly string[];
}

export async function explainCommand(flags: ExplainFlags): Promise<void> {
  const file = configFlag(flags.config, flags.data);
  const data = dataFlag(flags.data);
  if (flags.row === undefined)
    throw new UsageError(
      'USAGE_ROW',
      '--row N is required: the row of the data to use as the example; see --help',
    );
  const row = wholeFlag('row', flags.row, 1);
  refuseRedirection([file, ...data, ...pointFiles(flags)]);
  const config = await readConfig(file, flags.set, (graph) => refuseRedirection([graph]));
  const example = await exampleOf({ config, data, row, model: flags.model, at: flags.at });
  const options = { ...example, verify: flags.verify };

  const paths = flags.node === undefined ? undefined : follow(example, flags.node, flags.all);
  const explanation = paths === undefined || flags.verify ? explain(options) : undefined;
  const check = paths && explanation && checkOf(explanation, paths);
  const { where } = example;
  const terminal = process.stdout.columns;
  if (flags.json)
    print({ where, ...(paths ? { ...pathsJson(paths), ...(check && { check }) } : explanation) });
  else if (paths !== undefined)
    process.stdout.write(`${where}\n\n${pathsText(paths, terminal)}${checkText(check)}`);
  else if (explanation !== undefined)
    process.stdout.write(
      `${where}\n\n${explanationText(explanation, { ...(flags.all && { most: Number.POSITIVE_INFINITY }), terminal })}`,
    );

  const checks = check === undefined ? (explanation?.nodes ?? []).flatMap(checksOf) : [check];
  const wrong = checks.filter(({ verdict }) => verdict === 'differs').length;
  if (wrong === 0) return;
  const text = `${wrong} of ${checks.length} partials differ from their finite differences, see above`;
  throw new TrainingError('PARTIALS_DIFFER', text);
}

/** Listed with `--all`: their number may double at every node, and more could not be printed. */
const mostPaths = 100_000;

/** An unknown node is a matter of the flag, not of the graph. */
function follow(example: Parameters<typeof followPaths>[0], node: string, all: boolean): Paths {
  try {
    return followPaths(example, node, all ? mostPaths : undefined);
  } catch (error) {
    if (!(error instanceof GraphError)) throw error;
    throw new UsageError('USAGE_NODE', `--node: ${error.message}`);
  }
}

function print(value: object): void {
  process.stdout.write(`${JSON.stringify(value, null, 2)}\n`);
}

function checksOf({ checks = [], copies }: ExplainedNode): readonly Check[] {
  return [...checks, ...copies.flatMap((copy) => copy.checks ?? [])];
}

function checkOf({ nodes }: Explanation, { element }: Paths): Check | undefined {
  for (const { elements, checks } of nodes) {
    const i = elements.indexOf(element);
    if (i >= 0) return checks?.[i];
  }
  return undefined;
}
