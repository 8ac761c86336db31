/** The command line: flags, and what each command says when it is used wrongly. The work is in `commands/`. */
import { createRequire } from 'node:module';
import yargs, { type Argv } from 'yargs';
import { didYouMean, UsageError } from '../errors.js';
import { endWith, heedBrokenPipe } from './exit.js';
import { checkOptions, explainOptions, graphOptions, summaryOptions, trainOptions } from './flags.js';

/** Runs one command; sets the exit status of the process. `executable` is the name that help shows. */
export async function main(args: readonly string[], executable: 'train' | 'chainrule'): Promise<void> {
  heedBrokenPipe();
  try {
    const parser = commands(yargs([...args]), executable, args);
    await parser.parseAsync();
  } catch (error) {
    endWith(error);
  }
}

function commands(parser: Argv, executable: string, args: readonly string[]): Argv {
  const { version } = createRequire(import.meta.url)('../../package.json');
  return parser
    .scriptName(executable)
    .parserConfiguration({
      'dot-notation': false,

      'parse-numbers': false,
      'parse-positional-numbers': false,
    })
    .command(
      'train [data..]',
      'Train a model on CSV files and write it as JSON',
      (command) => trainFlags(command, executable),
      async (given) => {
        const { trainCommand } = await import('./commands/train.js');
        onlyOnce(given, trainOptions);
        await trainCommand(given);
      },
    )
    .command(
      'explain [data..]',
      'Show every value and partial of one example, and the step it causes',
      (command) => withData(command, '$0 explain --config FILE --row N DATA…').options(explainOptions),
      async (given) => {
        const { explainCommand } = await import('./commands/explain.js');
        onlyOnce(given, explainOptions);
        await explainCommand(given);
      },
    )
    .command(
      'graph [data..]',
      'Draw the graph, in symbols or with the numbers of one example',
      (command) => withData(command, '$0 graph --config FILE [--row N DATA…]').options(graphOptions),
      async (given) => {
        const { graphCommand } = await import('./commands/graph.js');
        onlyOnce(given, graphOptions);
        await graphCommand(given);
      },
    )
    .command(
      'check [data..]',
      'Check every partial against finite differences, on rows of the data',
      (command) => withData(command, '$0 check --config FILE DATA…').options(checkOptions),
      async (given) => {
        const { checkCommand } = await import('./commands/check.js');
        onlyOnce(given, checkOptions);
        await checkCommand(given);
      },
    )
    .command(
      'summary',
      'Show the statistics of a model trained with solver: exact',
      (command) => command.usage('$0 summary --model FILE').options(summaryOptions),
      async (given) => {
        const { summaryCommand } = await import('./commands/summary.js');
        onlyOnce(given, summaryOptions);
        await summaryCommand(given);
      },
    )
    .demandCommand(1, 'which command')
    .strict()
    .version(version)
    .help()
    .wrap(Math.min(110, process.stdout.columns ?? 110))
    .exitProcess(false)
    .showHelpOnFail(false)
    .fail((message, error) => {
      // What yargs itself throws, such as for a flag without its value, is about the command line too.
      const own = error === undefined || error === null || error.name === 'YError';
      if (!own) throw error;
      throw new UsageError('USAGE', explainUsage(message ?? error.message, args));
    });
}

function trainFlags(command: Argv, executable: string) {
  const usage = executable === 'train' ? '$0 --config FILE DATA…' : '$0 train --config FILE DATA…';
  return withData(command, usage).options(trainOptions);
}

function withData(command: Argv, usage: string) {
  return command
    .usage(usage)
    .positional('data', { type: 'string', array: true, describe: 'CSV files with the same header' });
}

/** A flag that holds one value becomes a list when it is given twice. */
function onlyOnce(given: Readonly<Record<string, unknown>>, flags: object): void {
  for (const flag of Object.keys(flags)) {
    if (flag === 'set' || !Array.isArray(given[flag])) continue;
    throw new UsageError(
      'USAGE_TWICE',
      `--${flag} is given twice, with ${given[flag].join(' and ')}; give it once`,
    );
  }
}

const optionsOf: Readonly<Record<string, object>> = {
  train: trainOptions,
  explain: explainOptions,
  graph: graphOptions,
  check: checkOptions,
  summary: summaryOptions,
};

/** yargs names what it does not know, flags without their dashes; the nearest known one of the command is added. */
function explainUsage(message: string, args: readonly string[]): string {
  const unknown = /^Unknown (?:arguments?|commands?): (.+)$/.exec(message)?.[1]?.split(', ')[0];
  if (unknown === undefined) return `${message.replace(/\s*\n\s*/g, ' ')}; see --help`;
  const command = args.find((arg) => Object.hasOwn(optionsOf, arg));
  const word = args.find((arg) => !arg.startsWith('-'));
  if (command === undefined && word !== undefined) {
    const names = Object.keys(optionsOf);
    return `unknown command or argument: ${word}${didYouMean(word, names)}; the commands are ${names.join(', ')}`;
  }
  const flags = Object.keys(optionsOf[command ?? ''] ?? {});
  return `unknown flag: --${unknown}${didYouMean(unknown, flags)}; see --help`;
}
