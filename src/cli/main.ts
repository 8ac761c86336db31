/** The command line: flags, and what each command says when it is used wrongly. The work is in `commands/`. */
import yargs, { type Argv } from 'yargs';
import { didYouMean, UsageError } from '../errors.js';
import { version } from '../pipeline/run-facts.js';
import { shortened } from '../text/visible.js';
import { endWith, heedFailedOutput } from './exit.js';
import {
  checkOptions,
  evaluateOptions,
  explainOptions,
  graphOptions,
  jacobianOptions,
  predictOptions,
  summaryOptions,
  trainOptions,
} from './flags.js';
import { printError } from './json-events.js';
import { needsRerun, rerun } from './rerun.js';

/** Runs one command; sets the exit status of the process. `executable` is the name that help shows. */
export async function main(given: readonly string[], executable: 'train' | 'chainrule'): Promise<void> {
  heedFailedOutput();
  const args = given.length === 0 ? ['--help'] : given;
  const [first = '', ...rest] = args;
  try {
    const name = isCommand(first) ? first : undefined;
    if (needsRerun()) return await rerun();
    // Where the command is known, it is all that is asked for: yargs renders the help of named commands at every run.
    const parser = name === undefined ? all(args, executable) : only(name, rest, executable);
    if (asksForHelp(args)) parser.epilogue((await import('./help.js')).epilogue(name));
    await strictly(parser, args, name).parseAsync();
  } catch (error) {
    if (first === 'train' && asksForEvents(rest)) printError(error);
    endWith(error);
  }
}

/** As far as it can be known of a command line that may be wrong. */
function asksForEvents(args: readonly string[]): boolean {
  const end = args.indexOf('--');
  return (end < 0 ? args : args.slice(0, end)).includes('--json');
}

const about = {
  train: { text: 'Train a model on CSV files and write it as JSON', flags: '--config FILE DATA…' },
  predict: {
    text: 'Predict each row of CSV files, as CSV in the same order',
    flags: '--model FILE DATA… [--out FILE] [--keep COLUMN]',
  },
  evaluate: { text: 'Compute the errors of a model on CSV files', flags: '--model FILE DATA…' },
  explain: {
    text: 'Show every value and partial of one example, and the resulting SGD step',
    flags: '--config FILE --row N DATA…',
  },
  graph: {
    text: 'Draw the graph, with symbols or with the numbers of one example',
    flags: '--config FILE [--row N DATA…]',
  },
  check: {
    text: 'Compare every partial with finite differences on sampled rows',
    flags: '--config FILE DATA…',
  },
  jacobian: {
    text: 'Show the partials of every element of one node by every element of another',
    flags: '--config FILE --row N --of NODE --by NODE DATA…',
  },
  summary: { text: 'Show the statistics of a model trained with solver: exact', flags: 'MODEL' },
};

function all(args: readonly string[], executable: string): Argv {
  return commandNames.reduce(
    (parser, name) => commands[name](parser, name),
    yargs([...args]).scriptName(executable),
  );
}

function only(name: CommandName, args: readonly string[], executable: string): Argv {
  const { flags, text } = about[name];
  const parser = yargs([...args]).scriptName(executable === 'train' ? 'train' : `chainrule ${name}`);
  return commands[name](parser.usage(`$0 ${flags}\n\n${text}`), '$0');
}

/** Adds a command under this word, `$0` for the only one. What it needs is loaded when it runs. */
const commands = {
  train: (parser: Argv, word: string) =>
    parser.command(
      `${word} [data..]`,
      about.train.text,
      (command) => withData(command, word, 'train').options(trainOptions),
      async (given) => {
        const { trainCommand } = await import('./commands/train-command.js');
        onlyOnce(given, trainOptions);
        await trainCommand({ ...given, data: files(given, word) });
      },
    ),
  predict: (parser: Argv, word: string) =>
    parser.command(
      `${word} [data..]`,
      about.predict.text,
      (command) => withData(command, word, 'predict').options(predictOptions),
      async (given) => {
        const { predictCommand } = await import('./commands/predict-command.js');
        onlyOnce(given, predictOptions);
        await predictCommand({ ...given, data: files(given, word) });
      },
    ),
  evaluate: (parser: Argv, word: string) =>
    parser.command(
      `${word} [data..]`,
      about.evaluate.text,
      (command) => withData(command, word, 'evaluate').options(evaluateOptions),
      async (given) => {
        const { evaluateCommand } = await import('./commands/evaluate-command.js');
        onlyOnce(given, evaluateOptions);
        await evaluateCommand({ ...given, data: files(given, word) });
      },
    ),
  explain: (parser: Argv, word: string) =>
    parser.command(
      `${word} [data..]`,
      about.explain.text,
      (command) => withData(command, word, 'explain').options(explainOptions),
      async (given) => {
        const { explainCommand } = await import('./commands/explain-command.js');
        onlyOnce(given, explainOptions);
        await explainCommand({ ...given, data: files(given, word) });
      },
    ),
  graph: (parser: Argv, word: string) =>
    parser.command(
      `${word} [data..]`,
      about.graph.text,
      (command) => withData(command, word, 'graph').options(graphOptions),
      async (given) => {
        const { graphCommand } = await import('./commands/graph-command.js');
        onlyOnce(given, graphOptions);
        await graphCommand({ ...given, data: files(given, word) });
      },
    ),
  check: (parser: Argv, word: string) =>
    parser.command(
      `${word} [data..]`,
      about.check.text,
      (command) => withData(command, word, 'check').options(checkOptions),
      async (given) => {
        const { checkCommand } = await import('./commands/check-command.js');
        onlyOnce(given, checkOptions);
        await checkCommand({ ...given, data: files(given, word) });
      },
    ),
  jacobian: (parser: Argv, word: string) =>
    parser.command(
      `${word} [data..]`,
      about.jacobian.text,
      (command) => withData(command, word, 'jacobian').options(jacobianOptions),
      async (given) => {
        const { jacobianCommand } = await import('./commands/jacobian-command.js');
        onlyOnce(given, jacobianOptions);
        await jacobianCommand({ ...given, data: files(given, word) });
      },
    ),
  summary: (parser: Argv, word: string) =>
    parser.command(
      `${word} [file]`,
      about.summary.text,
      (command) => withFile(command, word).options(summaryOptions),
      async (given) => {
        const { summaryCommand } = await import('./commands/summary-command.js');
        onlyOnce(given, summaryOptions);
        await summaryCommand(given);
      },
    ),
} as const;

type CommandName = keyof typeof about;

const commandNames = [
  'train',
  'predict',
  'evaluate',
  'explain',
  'graph',
  'check',
  'jacobian',
  'summary',
] as const satisfies readonly CommandName[];

function isCommand(word: string): word is CommandName {
  return Object.hasOwn(about, word);
}

function strictly(parser: Argv, args: readonly string[], name: CommandName | undefined): Argv {
  return parser
    .parserConfiguration({
      'dot-notation': false,
      'parse-numbers': false,
      'parse-positional-numbers': false,
      // So that -config is --config, and not six flags.
      'short-option-groups': false,
    })
    .demandCommand(name === undefined ? 1 : 0, 'no command given')
    .strict()
    .version(version)
    .alias('version', 'V')
    .help()
    .alias('help', 'h')
    .wrap(Math.min(110, process.stdout.columns ?? 110))
    .exitProcess(false)
    .showHelpOnFail(false)
    .fail((message, error) => {
      // What yargs itself throws, such as for a flag without its value, is about the command line too.
      const own = error === undefined || error === null || error.name === 'YError';
      if (!own) throw error;
      throw new UsageError('USAGE', explainUsage(message ?? error.message, args, name));
    });
}

interface Files {
  readonly data?: readonly string[] | undefined;
  readonly _: readonly (string | number)[];
}

/** All files: what stands behind `--` as well. */
function files({ data = [], _: others }: Files, word: string): string[] {
  const rest = word === '$0' ? others : others.slice(1);
  return [...data, ...rest.map(String)];
}

/** The only command has its usage already: see `main`. */
function withUsage(command: Argv, word: string, name: CommandName): Argv {
  return word === '$0' ? command : command.usage(`$0 ${name} ${about[name].flags}`);
}

function withData(command: Argv, word: string, name: CommandName) {
  const data = { type: 'string', array: true, describe: 'CSV files with the same header' } as const;
  return withUsage(command, word, name).positional('data', data);
}

function withFile(command: Argv, word: string) {
  const file = { type: 'string', describe: 'Model file, the same as --model' } as const;
  return withUsage(command, word, 'summary').positional('file', file);
}

function asksForHelp(args: readonly string[]): boolean {
  const end = args.indexOf('--');
  return args.slice(0, end < 0 ? undefined : end).some((arg) => arg === '--help' || arg === '-h');
}

/** A flag that holds one value becomes a list when it is given twice. */
function onlyOnce(
  given: Readonly<Record<string, unknown>>,
  flags: Readonly<Record<string, { readonly describe: string; readonly array?: boolean }>>,
): void {
  for (const [flag, option] of Object.entries(flags)) {
    if (option.array === true || !Array.isArray(given[flag])) continue;
    throw new UsageError(
      'USAGE_TWICE',
      `--${flag} was given more than once: ${shortened(given[flag].join(', '))}`,
    );
  }
}

const optionsOf: Readonly<Record<CommandName, object>> = {
  train: trainOptions,
  predict: predictOptions,
  evaluate: evaluateOptions,
  explain: explainOptions,
  graph: graphOptions,
  check: checkOptions,
  jacobian: jacobianOptions,
  summary: summaryOptions,
};

/** yargs names what it does not know, flags without their dashes; the nearest known one of the command is added. */
function explainUsage(message: string, args: readonly string[], name: CommandName | undefined): string {
  const unknown = /^Unknown (?:arguments?|commands?): (.+)$/.exec(message)?.[1]?.split(', ')[0];
  if (unknown === undefined) return `${message.replace(/\s*\n\s*/g, ' ')}; see --help`;
  const command = name ?? args.find(isCommand);
  const word = args.find((arg) => !arg.startsWith('-'));
  if (command === undefined && word !== undefined) {
    return `unknown command or argument: ${shortened(word)}${didYouMean(word, commandNames)}; the commands are ${commandNames.join(', ')}`;
  }
  const flags = command === undefined ? [] : Object.keys(optionsOf[command]);
  return `unknown flag: ${unknown.length === 1 ? '-' : '--'}${shortened(unknown)}${didYouMean(unknown, flags)}; see --help`;
}
