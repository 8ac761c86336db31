/** The traced steps of a training run as text for a terminal. */
import type { Config } from '../config/check-config.js';
import { defined } from '../errors.js';
import { type Elements, nameElements } from '../explain/elements.js';
import { readableSymbols } from '../explain/readable-symbols.js';
import { parameterPlaces } from '../graph/init.js';
import { compile, type Program } from '../graph/program.js';
import { modelFor } from '../pipeline/configured-model.js';
import type { StepTaken, TrainingEvent } from '../pipeline/events.js';
import { alignColumns } from '../text/align.js';
import { counted, formatNumber } from '../text/numbers.js';
import { visible } from '../text/visible.js';

interface Names {
  readonly program: Program;
  readonly elements: Elements;
}

/** Takes the events of a run in order; gives the text of those that are steps. */
export function stepPrinter(config: Config): (event: TrainingEvent) => string | undefined {
  let names: Names | undefined;
  return (event) => {
    if (event.type === 'decoded') names = namesFor(config, event.features);
    if (event.type !== 'step') return undefined;
    return stepText(event, defined(names, 'event "decoded" before the first step'));
  };
}

function namesFor(config: Config, features: readonly string[]): Names {
  const { graph, roles } = modelFor(config, features.length);
  const program = compile(readableSymbols(graph));
  return { program, elements: nameElements(program, program.position(roles.input), features) };
}

function stepText(event: StepTaken, { program, elements }: Names): string {
  const { step, epoch, rows, stepSize, nodes, parameters } = event;
  const symbolOf = (name: string) => {
    const { definition } = program.nodes[program.position(name)]!;
    return visible(definition.symbol ?? name);
  };
  const drawn = rows.length === 1 ? `row ${rows[0]}` : counted(rows.length, 'row');
  const shared = nodes
    .filter(({ partials }) => partials.length === 0)
    .map(({ name, values }) => `${symbolOf(name)} = ${formatNumber(values[0]!)}`);
  return [
    `step ${step}, epoch ${epoch}: ${[drawn, ...shared, `η = ${formatNumber(stepSize)}`].join(', ')}`,
    ...rowLines(event, program, symbolOf),
    ...parameterLines(parameters, program, elements),
    '',
  ]
    .map((line) => `${line}\n`)
    .join('');
}

/** Values forward, then partials backward; under several rows their means. */
function rowLines(
  { rows, nodes, objective }: StepTaken,
  { definition: { sink } }: Program,
  symbolOf: (name: string) => string,
): string[] {
  const ofRows = nodes.filter(({ partials }) => partials.length > 0);
  const backward = ofRows.filter(({ name }) => name !== sink).reverse();
  const columns = [
    ...ofRows.map(({ name, values }) => ({ name, head: symbolOf(name), numbers: values })),
    ...backward.map(({ name, partials }) => ({
      name: undefined,
      head: `∂J/∂${symbolOf(name)}`,
      numbers: partials,
    })),
  ];
  // The mean of J is the one that the step was taken with; its partials are those below.
  const means = columns.map(({ name, numbers }) =>
    name === sink ? objective : numbers.reduce((sum, each) => sum + each, 0) / numbers.length,
  );
  const cells = (numbers: readonly number[]) => numbers.map((number) => formatNumber(number));
  return alignColumns(
    [
      ['  row', ...columns.map(({ head }) => head)],
      ...rows.map((row, i) => [`  ${row}`, ...cells(columns.map(({ numbers }) => numbers[i]!))]),
      ...(rows.length > 1 ? [['  mean', ...cells(means)]] : []),
    ],
    { right: new Set([0, ...columns.map((_, at) => at + 1)]), terminal: process.stderr.columns },
  );
}

function parameterLines(parameters: StepTaken['parameters'], program: Program, elements: Elements): string[] {
  const along = parameters.some(({ direction }) => direction !== undefined);
  const averaged = parameters.some(({ average }) => average !== undefined);
  const head = ['before', '∂J/∂parameter', ...(along ? ['direction'] : []), 'after'];
  const rows = parameterPlaces(program).flatMap(({ position, size }, k) => {
    const { before, partial, direction, after, average } = parameters[k]!;
    const columns = [before, partial, direction, after, average].filter((column) => column !== undefined);
    return Array.from({ length: size }, (_, i) => [
      `  ${visible(elements.name(position, i))}`,
      ...columns.map((column) => formatNumber(column[i]!)),
    ]);
  });
  const right = new Set([1, 2, 3, 4, 5]);
  return alignColumns([['  parameter', ...head, ...(averaged ? ['average'] : [])], ...rows], {
    right,
    terminal: process.stderr.columns,
  });
}
