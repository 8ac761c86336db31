/** The closing summary of a training run, for people. */
import { describeShape } from '../graph/definition.js';
import type { GraphModelFile, LinearFeature, ModelFile } from '../model-file/model-file.js';
import { alignColumns } from '../text/align.js';
import { counted, formatCount, formatNumber, formatSeconds } from '../text/numbers.js';
import { formatProved } from '../text/proved.js';
import { shortened, visible } from '../text/visible.js';
import { wrapParts, wrapText } from '../text/wrap.js';

/** More weights than this are shown largest first and cut. */
const mostWeights = 20;

/** More dropped columns than this are not listed. */
const mostDropped = 8;

export interface SummaryContext {
  readonly model: ModelFile;
  /** Where the model went. */
  readonly out: string;
  readonly seconds: number;
  /** Columns of the terminal, beyond which lines are broken; not broken unless given. */
  readonly terminal?: number | undefined;
}

export function summary({
  model,
  out,
  seconds: took,
  terminal = Number.POSITIVE_INFINITY,
}: SummaryContext): string {
  const { metrics, target } = model;
  const { training } = metrics;
  const head = `${model.model} for ${shortened(target)}: ${counted(training.rows, 'row')}, ${counted(model.features.length, 'feature')}, ${wayOf(model)}, ${formatSeconds(took)}`;
  return [
    ...wrapText(head, terminal, '  '),
    ...wrapParts(trainingFigures(model), terminal, { gap: '   ', indent: '' }),
    ...[
      ...validationLines(model),
      ...leaveOneOutLines(model),
      ...solverLines(model),
      ...certificateLines(model),
      ...droppedLines(model),
    ].flatMap((line) => wrapText(line, terminal, '  ')),
    '',
    ...weightLines(model),
    '',
    `model written to ${visible(out)}`,
    '',
  ].join('\n');
}

/** The way to the parameters; who reads only this line reads that the goal was missed, too. */
function wayOf({ solver, parameters, stopping }: ModelFile): string {
  const { reason, epochs, steps, withinTolerance } = stopping;
  const missed = withinTolerance === false;
  if (reason === 'exact') {
    const way = missed ? 'solved, but not proved to be the minimum' : 'solved exactly';
    return solver?.auto === true ? `${way} (solver: auto)` : way;
  }
  const goal = parameters === undefined ? 'but missed stop.tolerance' : 'but ‖∇J‖ is not near 0';
  const way = `${counted(epochs, 'epoch')} (${counted(steps, 'step')}), ${endOf(reason)}`;
  return missed && isLimit(reason) ? `${way} ${goal}` : way;
}

/** Not by a goal of the run, such as good predictions of the held-out rows. */
function isLimit(reason: string): boolean {
  return reason === 'epochs' || reason === 'steps' || reason === 'timeLimit';
}

function solverLines({ solver }: ModelFile): string[] {
  if (solver?.reason === undefined) return [];
  return [`solver: auto uses ${solver.name}, because ${solver.reason}`];
}

function validationLines({ metrics: { validation } }: ModelFile): string[] {
  if (validation === undefined) return [];
  const figures = figuresOf(validation);
  const text = figures.length === 0 ? 'no metric is finite' : figures.join('   ');
  return [`validation on ${counted(validation.rows, 'held-out row')}: ${text}`];
}

/** R² as it is called; of linear models it is missing for no other reason where there are errors. */
function trainingFigures(model: ModelFile): string[] {
  const { training } = model.metrics;
  if (model.parameters !== undefined) return figuresOf(training);
  const { r2, ...others } = training;
  // Without an intercept R² compares with 0, not with the mean.
  const name = model.intercept === null ? 'R² (uncentred)' : 'R²';
  if (r2 !== null) return [...figuresOf(others), `${name} ${formatNumber(r2)}`];
  const isConstant = training.loss !== null;
  return [...figuresOf(others), ...(isConstant ? ['R² undefined (the outcome is constant)'] : [])];
}

function leaveOneOutLines({ metrics: { leaveOneOut }, l2Reg = 0 }: ModelFile): string[] {
  if (leaveOneOut === undefined || leaveOneOut.rmse === null) return [];
  const given = l2Reg > 0 ? `; l2Reg ${l2Reg} was given, not chosen from the data` : '';
  return [`leave-one-out RMSE ${formatNumber(leaveOneOut.rmse)}${given}`];
}

type Figures = Partial<Record<'objective' | 'rmse' | 'mae' | 'r2' | 'logLoss' | 'accuracy', number | null>>;

/** Those that are there: a model has only those that mean something for its predictions. */
function figuresOf({ objective, rmse, mae, r2, logLoss, accuracy }: Figures): string[] {
  const all = { J: objective, RMSE: rmse, MAE: mae, 'R²': r2, 'log-loss': logLoss, accuracy };
  return Object.entries(all).flatMap(([name, value]) =>
    value === undefined || value === null ? [] : [`${name} ${formatNumber(value)}`],
  );
}

/** How far J is from its minimum. */
function certificateLines({ certificate, stopping }: ModelFile): string[] {
  if (certificate === undefined) return [];
  const { certified, bound, relativeGap, reason, gradientNorm, initialGradientNorm } = certificate;
  const { withinRounding = false } = certificate;
  if (gradientNorm !== undefined) {
    const initial =
      initialGradientNorm === undefined ? '' : `, ${formatNumber(initialGradientNorm)} at the start`;
    return [`‖∇J‖ ${formatNumber(gradientNorm)}${initial}; ${reason}`];
  }
  if (bound === null) return [`not certified: ${reason}`];
  const relative = relativeGap === null ? '' : `, relative gap ${formatNumber(relativeGap)}`;
  // Where J* is about 0, no gap is a small part of it.
  const isSmall = relativeGap !== null && relativeGap <= 1e-6;
  const gap = withinRounding && !isSmall ? ', less than rounding errors of the predictions' : relative;
  const distance = `J is at most ${formatNumber(bound)} above its minimum${gap}`;
  if (certified) return [`certified: ${distance}`];
  const { tolerance } = stopping;
  return [`${distance}${tolerance === undefined ? '' : `; the goal was at most ${formatNumber(tolerance)}`}`];
}

function droppedLines({ exact }: ModelFile): string[] {
  const dropped = exact?.dropped ?? [];
  const lines = dropped.slice(0, mostDropped).map(({ name, dependsOn }) => {
    const more = dependsOn.length - mostDropped;
    const others = `${dependsOn.slice(0, mostDropped).map(shortened).join(', ')}${more > 0 ? ` and ${more} more` : ''}`;
    return `dropped: ${shortened(name)}, which depends on ${others}`;
  });
  const left = dropped.length - mostDropped;
  return left > 0 ? [...lines, `dropped: ${counted(left, 'more column')}, see the model file`] : lines;
}

/** Why the run ended, in words. */
function endOf(reason: string): string {
  const words: Readonly<Record<string, string>> = {
    tolerance: 'reached stop.tolerance',
    gradient: 'reached stop.gradient',
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
  const cells = [`  ${shortened(name)}`, `${value < 0 ? '' : ' '}${text.value}`];
  return text.within === undefined ? cells : [...cells, `± ${text.within}`];
}

function isNumber(value: number | null | undefined): value is number {
  return typeof value === 'number';
}

function parameterLines(parameters: GraphModelFile['parameters']): string[] {
  const lines = Object.entries(parameters).map(
    ([name, { shape }]) => `  ${shortened(name)} ${describeShape(shape)}`,
  );
  return ['parameters', ...lines];
}
