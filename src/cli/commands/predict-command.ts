/** `chainrule predict`: predictions of all rows as CSV, to standard output or a file. */
import { once } from 'node:events';
import { UsageError } from '../../errors.js';
import { WholeFile } from '../../files/write-whole.js';
import { readModelFile } from '../../model-file/read-model.js';
import { predictFiles, predictionColumn } from '../../pipeline/predict-files.js';
import { dataFlag, modelFlag, workersFlag } from '../flags.js';
import { outFlag, refuseInputs } from '../output.js';
import { beforeSignals } from '../signals.js';

export interface PredictFlags {
  readonly data?: readonly string[] | undefined;
  readonly model?: string | undefined;
  readonly out: string;
  readonly keep: readonly string[];
  readonly workers?: string | undefined;
}

export async function predictCommand(flags: PredictFlags): Promise<void> {
  const path = modelFlag(flags.model);
  const data = dataFlag(flags.data);
  const { keep } = flags;
  const out = outFlag(flags.out);
  const workers = workersFlag(flags.workers) ?? 'auto';
  if (new Set([...keep, predictionColumn]).size <= keep.length) {
    const text = `--keep: every column once, and none called ${predictionColumn}: two columns would have the same name`;
    throw new UsageError('USAGE_KEEP', text);
  }
  refuseInputs(out, [path, ...data]);
  const options = { model: await readModelFile(path), data, keep, workers, mayBlock: true };
  if (out === '-') {
    await predictFiles(options, toStdout);
    return;
  }
  const file = new WholeFile(out);
  const release = beforeSignals(() => file.discard());
  try {
    await predictFiles(options, async (text) => file.write(text));
    file.commit();
  } finally {
    release();
    file.discard();
  }
}

async function toStdout(text: Uint8Array): Promise<void> {
  if (!process.stdout.write(text)) await once(process.stdout, 'drain');
}
