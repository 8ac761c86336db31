/** `train`: runs the library's own stream and shows it. */
import { lastValueFrom, tap } from 'rxjs';
import { readConfig } from '../../config/read-config.js';
import { UsageError } from '../../errors.js';
import { stringifyModel } from '../../model-file/write-model.js';
import type { TrainingEvent } from '../../pipeline/events.js';
import { train } from '../../pipeline/train-model.js';
import { shortened } from '../../text/visible.js';
import { configFlag, dataFlag, memoryFlag, positiveFlag, wholeFlag, workersFlag } from '../flags.js';
import { printEvent, signalEvent } from '../json-events.js';
import { fallbackFor, outFlag, refuseInputs, tryOutput, writeOutput } from '../output.js';
import { progressTo, warningsTo } from '../progress.js';
import { beforeSignals } from '../signals.js';
import { stepPrinter } from '../step-text.js';
import { summary } from '../training-summary.js';

export interface TrainFlags {
  readonly data?: readonly string[] | undefined;
  readonly config?: string | undefined;
  readonly out: string;
  readonly outFallback?: string | undefined;
  readonly set: readonly string[];
  readonly workers?: string | undefined;
  readonly memory?: string | undefined;
  readonly seed?: string | undefined;
  readonly requireGap?: string | undefined;
  readonly requireGapAbs?: string | undefined;
  readonly trace?: string | undefined;
  readonly json: boolean;
  readonly quiet: boolean;
}

export async function trainCommand(flags: TrainFlags): Promise<void> {
  const out = outFlag(flags.out);
  const toStdout = out === '-';
  if (toStdout && flags.json) {
    const text =
      '--json and --out - cannot be combined: both write to standard output; write the model to a file, or drop --json';
    throw new UsageError('USAGE_STDOUT', text);
  }
  const file = configFlag(flags.config, flags.data);
  const data = dataFlag(flags.data);
  const workers = workersFlag(flags.workers);
  const memory = memoryFlag(flags.memory);
  const seed = seedFlag(flags.seed);
  const requiredGap = {
    relative: positiveFlag('require-gap', flags.requireGap),
    absolute: positiveFlag('require-gap-abs', flags.requireGapAbs),
  };
  const trace = flags.trace === undefined ? 0 : wholeFlag('trace', flags.trace, 1);
  const fallback = fallbackFor(out, flags.outFallback);
  const outputs = fallback === undefined ? [out] : [out, fallback];
  const refuse = (inputs: readonly string[]) => {
    for (const output of outputs) refuseInputs(output, inputs);
  };
  refuse([file, ...data]);
  const checked = await readConfig(file, flags.set, (graph) => refuse([graph]));
  const config = {
    ...checked,
    workers: workers ?? checked.workers,
    memory: memory ?? checked.memory,
    seed: seed ?? checked.seed,
  };
  if (!toStdout) for (const output of outputs) await tryOutput(output);

  const progress = flags.quiet ? warningsTo(process.stderr) : progressTo(process.stderr);
  const stepText = stepPrinter(config);
  const began = performance.now();
  // A handler runs only where this thread does not work itself.
  const usesHandlers = flags.json || (!flags.quiet && process.stderr.isTTY === true);
  const events$ = train({ config, data, requiredGap, trace, mayBlock: !usesHandlers }).pipe(
    tap((event) => {
      progress.tell(event);
      const text = stepText(event);
      if (flags.json) printEvent(event);
      else if (text !== undefined) {
        progress.clear();
        process.stderr.write(text);
      }
    }),
  );
  const release = !usesHandlers
    ? () => undefined
    : beforeSignals((signal, exitStatus) => {
        progress.end();
        if (flags.json) printEvent(signalEvent(signal, exitStatus));
      });
  let last: TrainingEvent;
  try {
    last = await lastValueFrom(events$);
  } finally {
    release();
    progress.end();
  }
  if (last.type !== 'finished') throw new Error(`the run ended with ${last.type}`);
  const text = stringifyModel(last.model);
  if (toStdout) process.stdout.write(text);
  else await writeOutput(out, text, fallback);
  if (toStdout || flags.json || flags.quiet) return;
  const seconds = (performance.now() - began) / 1000;
  process.stdout.write(summary({ model: last.model, out, seconds, terminal: process.stdout.columns }));
}

function seedFlag(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  if (/^\d+$/.test(text) && Number.isSafeInteger(Number(text))) return Number(text);
  throw new UsageError(
    'USAGE_SEED',
    `--seed ${shortened(text)}: expected a whole number from 0 to ${Number.MAX_SAFE_INTEGER}`,
  );
}
