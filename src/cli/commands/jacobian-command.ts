/** `chainrule jacobian`: the partials of every element of one node by every element of another, at one row. */
import { readConfig } from '../../config/read-config.js';
import { GraphError, UsageError } from '../../errors.js';
import { jacobianText, type NamedJacobian, namedJacobian } from '../../explain/named-jacobian.js';
import { configFlag, dataFlag, wholeFlag } from '../flags.js';
import { refuseRedirection } from '../output.js';
import { exampleOf } from '../shown-example.js';
import { pointFiles } from '../shown-point.js';

export interface JacobianFlags {
  readonly data?: readonly string[] | undefined;
  readonly config?: string | undefined;
  readonly row?: string | undefined;
  readonly model?: string | undefined;
  readonly at: readonly string[];
  readonly of?: string | undefined;
  readonly by?: string | undefined;
  readonly all: boolean;
  readonly json: boolean;
  readonly set: readonly string[];
}

/** What a terminal has room for. */
const most = { rows: 30, columns: 8 };
const everything = { rows: Number.POSITIVE_INFINITY, columns: Number.POSITIVE_INFINITY };

export async function jacobianCommand(flags: JacobianFlags): Promise<void> {
  const file = configFlag(flags.config, flags.data);
  const data = dataFlag(flags.data);
  const of = nodeFlag('of', flags.of, 'the node whose partials are taken');
  const by = nodeFlag('by', flags.by, 'the node that they are taken by');
  if (flags.row === undefined)
    throw new UsageError(
      'USAGE_ROW',
      '--row N is required: the row of the data to use as the example; see --help',
    );
  const row = wholeFlag('row', flags.row, 1);
  refuseRedirection([file, ...data, ...pointFiles(flags)]);
  const config = await readConfig(file, flags.set, (graph) => refuseRedirection([graph]));
  const example = await exampleOf({ config, data, row, model: flags.model, at: flags.at });
  const found = jacobianAt(example, of, by);
  const { where } = example;
  const terminal = process.stdout.columns;
  if (flags.json) process.stdout.write(`${JSON.stringify({ where, ...found }, null, 2)}\n`);
  else
    process.stdout.write(
      `${where}\n\n${jacobianText(found, { most: flags.all ? everything : most, terminal })}`,
    );
}

function nodeFlag(flag: string, node: string | undefined, what: string): string {
  if (node !== undefined) return node;
  throw new UsageError('USAGE_NODE', `--${flag} NODE is required: ${what}; see --help`);
}

/** An unknown node is a matter of the flags, not of the graph. */
function jacobianAt(example: Parameters<typeof namedJacobian>[0], of: string, by: string): NamedJacobian {
  try {
    return namedJacobian(example, of, by);
  } catch (error) {
    if (!(error instanceof GraphError)) throw error;
    const flag = error.nodes[0] === by ? '--by' : '--of';
    throw new UsageError('USAGE_NODE', `${flag}: ${error.message}`);
  }
}
