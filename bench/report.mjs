/** The results as a page: targets first, then what was measured for each case. */
import { reaches, targets } from './targets.mjs';

/** What came of every target whose case ran. */
export function outcomes(cases) {
  const values = new Map(cases.flatMap(({ values: some }) => some.map((value) => [value.key, value])));
  const ran = new Set(cases.map(({ name }) => name));
  return targets
    .filter(({ key }) => ran.has(key.split('/')[0]))
    .map((target) => {
      const { value, note, reached } = values.get(target.key) ?? {};
      const known = Number.isFinite(value);
      return {
        ...target,
        ...(known && { value }),
        ...(note !== undefined && { note }),
        outcome: known ? ((reached ?? reaches(target, value)) ? 'reached' : 'missed') : 'not measured',
      };
    });
}

export function page({ mode, date, machine, versions, missing, targets: reached, cases }) {
  const parts = [
    '# Bench',
    `Written by \`npm run bench${mode === 'full' ? '' : ` -- --${mode}`}\` on ${date}. Subjects of a case run in turn, several times; figures are medians, ratios are ratios of medians of this one run.${mode === 'quick' ? ' **Quick: sizes are a tenth or less of those in the targets.**' : ''}`,
    `${machine.cpu}, ${machine.cores} cores, ${machine.memoryGB} GB, ${machine.system}, Node ${machine.node}. ${list(versions)}.`,
    ...Object.entries(missing).map(([name, why]) => `Skipped: ${name}, which cannot be had (${why}).`),
    '## Targets',
    table(['target', 'at least / at most', 'measured', '', 'outcome'], reached.map(targetRow)),
    ...cases.flatMap(({ name, figures, error }) => [
      `## ${name}`,
      ...(error === undefined ? [] : [`Failed: ${error}`]),
      ...(figures.length === 0
        ? []
        : [table(['case', 'subject', 'median', 'runs', ''], figures.map(figureRow))]),
    ]),
  ];
  return `${parts.join('\n\n')}\n`;
}

function targetRow({ what, atLeast, atMost, value, note, outcome }) {
  const limit = atLeast === undefined ? `≤ ${atMost}` : `≥ ${atLeast}`;
  return [what, limit, value === undefined ? '–' : number(value), note ?? '', outcome];
}

function figureRow({ what, subject, unit, median, values, note, missing }) {
  if (missing !== undefined) return [what, subject, '–', '', missing];
  return [what, subject, `${number(median)} ${unit}`, values.map(number).join(' · '), note ?? ''];
}

function number(value) {
  return value >= 100 ? value.toFixed(0) : value.toPrecision(3);
}

function list(versions) {
  return Object.entries(versions)
    .map(([name, version]) => `${name} ${version}`)
    .join(', ');
}

function table(head, rows) {
  const line = (cells) => `| ${cells.map((cell) => String(cell).replaceAll('|', '\\|')).join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}
