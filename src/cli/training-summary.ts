/** The closing summary of a training run, for people. */
import { describeShape } from '../graph/definition.js';
import type {
  GraphModelFile,
  LinearFeature,
  ModelCertificate,
  ModelFile,
  ModelStopping,
} from '../model-file/model-file.js';
import { alignColumns } from '../text/align.js';
import { counted, formatCount, formatNumber, formatSeconds } from '../text/numbers.js';
import { formatProved } from '../text/proved.js';

/** More weights than this are shown largest first and cut. */
const mostWeights = 20;

/** More dropped columns than this are not listed. */
const mostDropped = 8;

export interface SummaryContext {
  readonly model: ModelFile;
  /** Where the model went. */
  readonly out: string;
  readonly seconds: number;
}

export function summary({ model, out, seconds: took }: SummaryContext): string {
  const { metrics, stopping, target } = model;
  const { training } = metrics;
  const figure = (name: string, value: number | null) =>
    value === null ? [] : [`${name} ${formatNumber(value)}`];
  const figures = [
    ...figure('J', training.objective),
    ...figure('RMSE', training.rmse),
    ...figure('MAE', training.mae),
    ...(isConstant(model)
      ? ['R² undefined (the outcome is constant)']
      : figure(rSquared(model), training.r2)),
  ];
  return [
    `${model.model} for ${target}: ${counted(training.rows, 'row')}, ${counted(model.features.length, 'feature')}, ${wayOf(stopping)}, ${formatSeconds(took)}`,
    figures.join('   '),
    ...validationLines(model),
    ...leaveOneOutLines(model),
    ...certificateLines(model.certificate),
    ...droppedLines(model),
    '',
    ...weightLines(model),
    '',
    `model written to ${out}`,
    '',
  ].join('\n');
}

function wayOf({ reason, epochs, steps }: ModelStopping): string {
  if (reason === 'exact') return 'solved exactly';
  return `${counted(epochs, 'epoch')} (${counted(steps, 'step')}), ${endOf(reason)}`;
}

function validationLines({ metrics: { validation } }: ModelFile): string[] {
  if (validation === undefined) return [];
  const { rows, rmse, mae, r2 = null } = validation;
  const text = (value: number | null) => (value === null ? '—' : formatNumber(value));
  return [
    `validation on ${counted(rows, 'held-out row')}: RMSE ${text(rmse)}   MAE ${text(mae)}   R² ${text(r2)}`,
  ];
}

/** Without an intercept R² compares with 0, not with the mean. */
function rSquared(model: ModelFile): string {
  return model.parameters === undefined && model.intercept === null ? 'R² (uncentred)' : 'R²';
}

/** Of linear models R² is missing for no other reason where there are errors. */
function isConstant({ parameters, metrics: { training } }: ModelFile): boolean {
  return parameters === undefined && training.r2 === null && training.loss !== null;
}

function leaveOneOutLines({ metrics: { leaveOneOut }, l2Reg = 0 }: ModelFile): string[] {
  if (leaveOneOut === undefined || leaveOneOut.rmse === null) return [];
  const given = l2Reg > 0 ? `; l2Reg ${l2Reg} was given, not chosen from the data` : '';
  return [`leave-one-out RMSE ${formatNumber(leaveOneOut.rmse)}${given}`];
}

/** How far J is from its minimum. */
function certificateLines(certificate: ModelCertificate | undefined): string[] {
  if (certificate === undefined) return [];
  const { certified, bound, relativeGap, reason, gradientNorm, withinRounding = false } = certificate;
  if (gradientNorm !== undefined) return [`‖∇J‖ ${formatNumber(gradientNorm)}; ${reason}`];
  if (!certified) return [`not certified: ${reason}`];
  const relative = relativeGap === null ? [] : [`relative gap ${formatNumber(relativeGap)}`];
  // Where J* is about 0, no gap is a small part of it.
  const isSmall = relativeGap !== null && relativeGap <= 1e-6;
  const gap = withinRounding && !isSmall ? ['less than rounding errors of the predictions'] : relative;
  const distance = bound === null ? [] : [`J is at most ${formatNumber(bound)} above its minimum`];
  return [`certified: ${[...distance, ...gap].join(', ')}`];
}

function droppedLines({ exact }: ModelFile): string[] {
  const dropped = exact?.dropped ?? [];
  const lines = dropped.slice(0, mostDropped).map(({ name, dependsOn }) => {
    const more = dependsOn.length - mostDropped;
    const others = `${dependsOn.slice(0, mostDropped).join(', ')}${more > 0 ? ` and ${more} more` : ''}`;
    return `dropped: ${name}, which depends on ${others}`;
  });
  const left = dropped.length - mostDropped;
  return left > 0 ? [...lines, `dropped: ${counted(left, 'more column')}, see the model file`] : lines;
}

/** Why the run ended, in words. */
function endOf(reason: string): string {
  const words: Readonly<Record<string, string>> = {
    tolerance: 'reached stop.tolerance',
    rounding: 'reached the limit of rounding',
    patience: 'stopped by stop.patience',
    epochs: 'completed all epochs',
    steps: 'stopped by stop.steps',
    timeLimit: 'stopped by stop.timeLimit',
  };
  return words[reason] ?? `stopped: ${reason}`;
}

/** Weights in the columns' own units, by name; sorted by weight × scale where there are many. */
function weightLines(model: ModelFile): string[] {
  if (model.parameters !== undefined) return parameterLines(model.parameters);
  const { features, intercept, interceptWithin } = model;
  const many = features.length > mostWeights;
  const effect = ({ weight, scale }: LinearFeature) => Math.abs(weight * scale);
  const shown = many ? [...features].sort((a, b) => effect(b) - effect(a)).slice(0, mostWeights) : features;
  const rows = shown.map(({ name, weight, within }) => weightCells(name, weight, within));
  if (intercept !== null) rows.push(weightCells('(intercept)', intercept, interceptWithin));
  const lines = alignColumns(rows, { right: new Set() });
  if (many)
    lines.push(`  … and ${formatCount(features.length - mostWeights)} smaller ones (by weight × scale)`);
  const isProved = [interceptWithin, ...features.map(({ within }) => within)].some(isNumber);
  const heading = isProved ? 'weights (± proved distance from the minimum)' : 'weights';
  return [heading, ...lines];
}

/** With the digits that are proved, or as it is where nothing is. */
function weightCells(name: string, value: number, within: number | null | undefined): string[] {
  const text = isNumber(within)
    ? formatProved(value, within)
    : { value: formatNumber(value), within: undefined };
  const cells = [`  ${name}`, `${value < 0 ? '' : ' '}${text.value}`];
  return text.within === undefined ? cells : [...cells, `± ${text.within}`];
}

function isNumber(value: number | null | undefined): value is number {
  return typeof value === 'number';
}

function parameterLines(parameters: GraphModelFile['parameters']): string[] {
  const lines = Object.entries(parameters).map(([name, { shape }]) => `  ${name} ${describeShape(shape)}`);
  return ['parameters', ...lines];
}
