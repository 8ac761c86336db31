/** The command line: flags, and what each command says when it is used wrongly. The work is in `commands/`. */
import { createRequire } from 'node:module';
import yargs, { type Argv } from 'yargs';
import { didYouMean, UsageError } from '../errors.js';
import { endWith, heedBrokenPipe } from './exit.js';

/** Runs one command; sets the exit status of the process. `executable` is the name that help shows. */
export async function main(args: readonly string[], executable: 'train' | 'chainrule'): Promise<void> {
  heedBrokenPipe();
  try {
    const parser = commands(yargs([...args]), executable);
    await parser.parseAsync();
  } catch (error) {
    endWith(error);
  }
}

function commands(parser: Argv, executable: string): Argv {
  const { version } = createRequire(import.meta.url)('../../package.json');
  return parser
    .scriptName(executable)
    .parserConfiguration({
      'dot-notation': false,

      'parse-numbers': false,
      'parse-positional-numbers': false,
    })
    .command(
      ['train [data..]'],
      'Train a model on CSV files and write it as JSON',
      (command) => trainFlags(command, executable),
      async (given) => {
        const { trainCommand } = await import('./commands/train.js');
        onlyOnce(given, Object.keys(trainOptions));
        await trainCommand(given);
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
      throw new UsageError('USAGE', explainUsage(message ?? error.message));
    });
}

const trainOptions = {
  config: {
    type: 'string',
    requiresArg: true,
    describe: 'What to train and how: YAML or JSON',
  },
  out: {
    type: 'string',
    requiresArg: true,
    default: 'model.json',
    describe: 'Where the model goes; - for standard output',
  },
  set: {
    type: 'string',
    array: true,
    nargs: 1,
    default: [],
    describe: 'Sets a key of the config, e.g. sgd.epochs=10',
  },
  workers: {
    type: 'string',
    requiresArg: true,
    describe: 'Worker threads, or auto; never changes the result',
  },
  memory: {
    type: 'string',
    requiresArg: true,
    describe:
      'Memory for rows, such as 2GB, or auto; the rest goes to a temporary file; never changes the result',
  },
  seed: {
    type: 'string',
    requiresArg: true,
    describe: 'Seed of all random numbers, in place of the config’s',
  },
  json: { type: 'boolean', default: false, describe: 'Events as JSON lines on standard output' },
  quiet: { type: 'boolean', default: false, describe: 'Say nothing but errors' },
} as const;

function trainFlags(command: Argv, executable: string) {
  return command
    .usage(executable === 'train' ? '$0 --config FILE DATA…' : '$0 train --config FILE DATA…')
    .positional('data', {
      type: 'string',
      array: true,
      describe: 'CSV files with the same header',
    })
    .options(trainOptions);
}

/** A flag that holds one value becomes a list when it is given twice. */
function onlyOnce(given: Readonly<Record<string, unknown>>, flags: readonly string[]): void {
  for (const flag of flags) {
    if (flag === 'set' || !Array.isArray(given[flag])) continue;
    throw new UsageError(
      'USAGE_TWICE',
      `--${flag} is given twice, with ${given[flag].join(' and ')}; give it once`,
    );
  }
}

/** yargs names what it does not know, flags without their dashes; the nearest known one is added. */
function explainUsage(message: string): string {
  const unknown = /^Unknown (?:arguments?|commands?): (.+)$/.exec(message)?.[1]?.split(', ')[0];
  if (unknown === undefined) return `${message.replace(/\s*\n\s*/g, ' ')}; see --help`;
  const flag = process.argv.some((given) => given.startsWith('-') && given.includes(unknown));
  if (flag) return `unknown flag: --${unknown}${didYouMean(unknown, Object.keys(trainOptions))}; see --help`;
  return `unknown command or argument: ${unknown}${didYouMean(unknown, ['train'])}; see --help`;
}
