/** `trace`: the first steps of a run, reported one by one with the rows that they drew. */
import type { Config } from '../config/check-config.js';
import { defined, UsageError } from '../errors.js';
import { startYielding } from '../event-loop.js';
import type { Engine } from '../train/engine.js';
import { TracedEngine, type TracedRows } from '../train/traced-engine.js';
import type { Notice, StepTaken } from './events.js';
import { rowAt } from './examples.js';
import type { Loaded } from './load.js';

export interface TraceContext {
  /** How many steps. */
  readonly trace: number;
  readonly tell: (event: StepTaken | Notice) => void;
}

/** Throws a `UsageError` for a trace that cannot be. */
export function checkTrace(trace: number, solver: Config['solver']): void {
  if (!Number.isSafeInteger(trace) || trace < 0)
    throw new UsageError('USAGE_TRACE', `trace ${trace}: expected a whole number of at least 0`);
  if (trace === 0 || solver !== 'exact') return;
  const text = 'solver: exact takes no steps, so there is nothing to trace; use solver: sgd or svrg';
  throw new UsageError('USAGE_TRACE', text);
}

/** The engine itself where nothing is to be traced. */
export function traced(loaded: Loaded, { trace, tell }: TraceContext): Engine {
  const { engine } = loaded;
  if (trace === 0) return engine;
  return new TracedEngine(engine, {
    steps: trace,
    rows: tracedRows(loaded),
    report: (step) => tell({ type: 'step', ...step }),
    repeated(epoch) {
      const text = `J rose in epoch ${epoch}: the epoch is repeated with smaller steps, and its steps traced so far do not count`;
      tell({ type: 'notice', text });
    },
  });
}

function tracedRows(loaded: Loaded): TracedRows {
  const { standard, workers, placesOf, job } = loaded;
  return {
    async read(numbers, xs, ys) {
      const rows = await Promise.all(numbers.map((number) => rowAt(loaded, number)));
      for (const [i, { x, y }] of rows.entries()) {
        // As rows of the table are standardized.
        for (let j = 0; j < x.length; j++)
          xs[i * x.length + j] = (x[j]! - standard.mean[j]!) / standard.scale[j]!;
        ys[i] = y;
      }
    },
    async numbers(tableRows) {
      const wanted = new Set(tableRows);
      const found = new Map<number, number>();
      const yieldToEventLoop = startYielding();
      for (let block = 0; block * job.blockRows < workers.rows; block++) {
        const places = placesOf(block);
        for (let i = 0; i < places.length; i++)
          if (wanted.has(places[i]!)) found.set(places[i]!, block * job.blockRows + i + 1);
        await yieldToEventLoop();
      }
      return Array.from(tableRows, (row) => defined(found.get(row), `row ${row} of the table`));
    },
  };
}
