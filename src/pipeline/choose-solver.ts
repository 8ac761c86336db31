/** Which solver runs, once the rows are counted, and what is said about it. */
import type { Config } from '../config/check-config.js';
import { type ResolvedConfig, resolveConfig, type SolverChoice } from '../config/resolve-config.js';
import type { ExactFacts } from '../model-file/model-file.js';
import { isAffordable } from '../solve/exact/work.js';
import { quoted } from '../text/visible.js';
import { modelFor } from './configured-model.js';
import type { Notice, Warning } from './events.js';
import type { PreparedRows } from './with-rows.js';

export interface Chosen {
  readonly resolved: ResolvedConfig;
  readonly choice: SolverChoice;
  /** Whether an exact solution exists and is affordable. */
  readonly exactHelps: boolean;
}

export function chooseSolver(
  config: Config,
  { columns, moments: { rows }, passes: { blocks } }: Pick<PreparedRows, 'columns' | 'moments' | 'passes'>,
): Chosen {
  const { length: features } = columns.features;
  const model = modelFor(config, features);
  const { l2Reg = 0 } = config;
  const affordable = isAffordable({ rows, features, l2Reg, blocks });
  const { config: resolved, choice } = resolveConfig(config, model, { rows, features, affordable });
  return { resolved, choice, exactHelps: affordable && model.exact !== undefined };
}

export function choiceEvents({ exactCheckColumns }: Config, { name, reason }: SolverChoice): Notice[] {
  const texts = [
    ...(exactCheckColumns === undefined
      ? []
      : [
          'exactCheckColumns has no effect, and the next version will refuse it; remove it (the work of a factorization now decides)',
        ]),
    ...(reason === undefined ? [] : [`solver: auto uses ${name}, because ${reason}`]),
  ];
  return texts.map((text) => ({ type: 'notice', text }));
}

/** More are counted, not named. */
const mostNamed = 4;

/** Of columns that were dropped though the config did not ask for it. */
export function droppedWarnings(
  { onRankDeficient, l2Reg = 0 }: Config,
  exact: ExactFacts | undefined,
): Warning[] {
  const dropped = exact?.dropped ?? [];
  if (onRankDeficient !== undefined || dropped.length === 0) return [];
  const named = (list: readonly string[]) => {
    const more = list.length - mostNamed;
    return `${list.slice(0, mostNamed).join(', ')}${more > 0 ? ` and ${more} more` : ''}`;
  };
  const columns = dropped.map(
    ({ name, dependsOn }) => `${quoted(name)} (on ${named(dependsOn.map(quoted))})`,
  );
  const what =
    l2Reg > 0
      ? `l2Reg ${l2Reg} is too small to tell linearly dependent columns apart`
      : 'the columns are linearly dependent, so their weights are not unique';
  const way = l2Reg > 0 ? 'raise l2Reg' : 'use model: ridge';
  const text = `${what}: weight 0 for ${named(columns)}. Exclude columns, ${way}, or set onRankDeficient: error to fail`;
  return [{ type: 'warning', text }];
}
