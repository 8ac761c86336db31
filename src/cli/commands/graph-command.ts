/** `chainrule graph`: the picture of a graph, in symbols or with the numbers of one example. */
import { extname } from 'node:path';
import type { Config } from '../../config/check-config.js';
import { readConfig } from '../../config/read-config.js';
import { didYouMean, GraphError, UsageError } from '../../errors.js';
import { type Explanation, explain } from '../../explain/explain.js';
import { around } from '../../explain/picture/around.js';
import { dot } from '../../explain/picture/dot.js';
import { mermaid } from '../../explain/picture/mermaid.js';
import { type Picture, picture } from '../../explain/picture/picture.js';
import { pictureJson } from '../../explain/picture/picture-json.js';
import { svg } from '../../explain/picture/svg.js';
import { shortened } from '../../text/visible.js';
import { afterStep } from '../after-step.js';
import { configFlag, wholeFlag } from '../flags.js';
import { outFlag, refuseInputs, tryOutput, writeOutput } from '../output.js';
import { exampleOf } from '../shown-example.js';
import { type PointFlags, pointFiles } from '../shown-point.js';
import { symbolicModel } from '../symbolic.js';

export interface GraphFlags {
  readonly data?: readonly string[] | undefined;
  readonly config?: string | undefined;
  readonly row?: string | undefined;
  readonly model?: string | undefined;
  readonly at: readonly string[];
  readonly format?: string | undefined;
  readonly around?: string | undefined;
  readonly distance?: string | undefined;
  readonly out: string;
  readonly set: readonly string[];
}

const formats = ['svg', 'dot', 'mermaid', 'json'] as const;
type Format = (typeof formats)[number];
const byExtension: Readonly<Record<string, Format>> = {
  '.svg': 'svg',
  '.dot': 'dot',
  '.gv': 'dot',
  '.mmd': 'mermaid',
  '.mermaid': 'mermaid',
  '.json': 'json',
};

export async function graphCommand(flags: GraphFlags): Promise<void> {
  const { data = [] } = flags;
  const file = configFlag(flags.config, data);
  const out = outFlag(flags.out);
  const given = formatFlag(flags.format);
  const example = exampleFlags(flags);
  if (flags.around === undefined && flags.distance !== undefined)
    throw new UsageError('USAGE_DISTANCE', '--distance requires --around NODE');
  const distance = wholeFlag('distance', flags.distance ?? '2', 0);
  refuseInputs(out, [file, ...data, ...pointFiles(flags)]);
  const config = await readConfig(file, flags.set, (graph) => refuseInputs(out, [graph]));
  const format = formatOf(out, given);
  if (out !== '-') await tryOutput(out);

  const { shown, explanation } = await pictureOf(config, example);
  const part = flags.around === undefined ? shown : partAround(shown, flags.around, distance);
  const text = await written(part, format, explanation);
  if (out === '-') process.stdout.write(text);
  else await writeOutput(out, text);
}

interface ExampleFlags extends PointFlags {
  readonly data: readonly string[];
  readonly row: number;
}

/** All that makes an example, or nothing of it. */
function exampleFlags({ data = [], row, model, at }: GraphFlags): ExampleFlags | undefined {
  if (data.length > 0 && row !== undefined) {
    return { data, row: wholeFlag('row', row, 1), model, at };
  }
  if (data.length > 0)
    throw new UsageError(
      'USAGE_ROW',
      '--row N is required with data files; for a picture in symbols, give no data files',
    );
  if (row !== undefined)
    throw new UsageError('USAGE_DATA', '--row requires data: name at least one CSV file');
  if (model !== undefined)
    throw new UsageError('USAGE_DATA', '--model requires an example: name a CSV file and give --row N');
  if (at.length > 0)
    throw new UsageError('USAGE_DATA', '--at requires an example: name a CSV file and give --row N');
  return undefined;
}

async function pictureOf(
  config: Config,
  flags: ExampleFlags | undefined,
): Promise<{ shown: Picture; explanation?: Explanation }> {
  if (flags === undefined) {
    const { model, extent } = symbolicModel(config);
    return { shown: picture(model.name, model.graph, { extent }) };
  }
  const given = await exampleOf({ config, ...flags });
  const example = flags.model === undefined && flags.at?.length === 0 ? afterStep(given) : given;
  const explanation = explain(example);
  const { name, graph } = example.model;
  return { shown: picture(`${name}, ${example.where}`, graph, { explanation }), explanation };
}

function partAround(shown: Picture, node: string, distance: number): Picture {
  try {
    return around(shown, node, distance);
  } catch (error) {
    if (!(error instanceof GraphError)) throw error;
    throw new UsageError('USAGE_NODE', `--around: ${error.message}`);
  }
}

async function written(
  shown: Picture,
  format: Format,
  explanation: Explanation | undefined,
): Promise<string> {
  if (format === 'svg') return svg(shown);
  if (format === 'dot') return dot(shown);
  if (format === 'mermaid') return mermaid(shown);
  return `${JSON.stringify(pictureJson(shown, explanation), null, 2)}\n`;
}

function formatFlag(given: string | undefined): Format | undefined {
  const format = formats.find((each) => each === given);
  if (given !== undefined && format === undefined) {
    const text = `--format ${shortened(given)}: expected svg, dot, mermaid or json${didYouMean(given, formats)}`;
    throw new UsageError('USAGE_FORMAT', text);
  }
  return format;
}

/** A file is what its name says: a name that means another format, or one that this command does not write, is refused. */
function formatOf(out: string, format: Format | undefined): Format {
  const extension = extname(out).toLowerCase();
  const meant = byExtension[extension];
  if (meant !== undefined && format !== undefined && meant !== format) {
    const text = `--out ${shortened(out)}: this name means ${meant}, and --format says ${format}; change one of them`;
    throw new UsageError('USAGE_FORMAT', text);
  }
  if (otherPictures.has(extension) || (extension !== '' && (meant ?? format) === undefined)) {
    const text = `--out ${shortened(out)}: ${shortened(extension)} files are not written; write ${shortened(withExtension(out, '.svg'))} and convert it, or name a .dot, .mmd or .json file`;
    throw new UsageError('USAGE_FORMAT', text);
  }
  return format ?? meant ?? 'svg';
}

/** Formats that no text is. */
const otherPictures = new Set([
  '.png',
  '.pdf',
  '.jpg',
  '.jpeg',
  '.gif',
  '.webp',
  '.eps',
  '.ps',
  '.bmp',
  '.tiff',
]);

function withExtension(path: string, extension: string): string {
  return path.slice(0, path.length - extname(path).length) + extension;
}
