/** What progress shows, worked out from the events of a run: nothing here writes. */
import type { TrainingEvent } from '../pipeline/events.js';
import { counted, formatNumber } from '../text/numbers.js';

export interface Shown {
  readonly stage: 'reading' | 'fitting' | 'training';
  /** From 0 to 1; undefined where it is not known. */
  readonly fraction: number | undefined;
  /** Seconds in this stage. */
  readonly seconds: number;
  /** Seconds to the end of this stage, estimated; undefined where nothing can be said. */
  readonly secondsLeft: number | undefined;
  /** The most important first. */
  readonly details: readonly string[];
}

interface Sample {
  readonly at: number;
  readonly fraction: number;
}

/** Follows the events of one run. Times are milliseconds of any clock. */
export class ProgressState {
  #stage: Shown['stage'] = 'reading';
  #since: number;
  #samples: Sample[] = [];
  #details: readonly string[] = [];
  #gap: string[] = [];

  constructor(now: number) {
    this.#since = now;
  }

  tell(event: TrainingEvent, now: number): void {
    if (event.type === 'decoding') {
      this.#show('reading', event.share, [counted(event.rows, 'row')], now);
    } else if (event.type === 'decoded') {
      this.#show('fitting', undefined, [], now);
    } else if (event.type === 'epoch') {
      const { gap, tolerance, epoch, objective, progress } = event;
      if (gap !== undefined && tolerance !== undefined)
        this.#gap = [`gap ${brief(gap)} → ${brief(tolerance)}`];
      const details = [...this.#gap, `epoch ${epoch}`, `J ${formatNumber(objective)}`];
      this.#show('training', progress, details, now);
    }
  }

  at(now: number): Shown {
    return {
      stage: this.#stage,
      fraction: this.#samples.at(-1)?.fraction,
      seconds: (now - this.#since) / 1000,
      secondsLeft: this.#secondsLeft(now),
      details: this.#details,
    };
  }

  #show(stage: Shown['stage'], fraction: number | undefined, details: readonly string[], now: number): void {
    if (stage !== this.#stage) {
      this.#stage = stage;
      this.#since = now;
      this.#samples = [];
    }
    this.#details = details;
    // The gap is not looked at after every epoch.
    if (fraction === undefined || fraction === this.#samples.at(-1)?.fraction) return;
    this.#samples.push({ at: now, fraction });
    if (this.#samples.length > mostSamples) this.#samples = this.#samples.filter((_, i) => i % 2 === 1);
  }

  /** At the speed since half of the time: the first steps are the fastest. */
  #secondsLeft(now: number): number | undefined {
    const last = this.#samples.at(-1);
    if (last === undefined || now - this.#since < shortest) return undefined;
    const middle = (this.#since + last.at) / 2;
    const earlier = this.#samples.findLast(({ at }) => at <= middle) ?? { at: this.#since, fraction: 0 };
    const speed = (last.fraction - earlier.fraction) / (last.at - earlier.at);
    const left = (1 - last.fraction) / speed - (now - last.at);
    return Number.isFinite(left) && left > 0 ? left / 1000 : undefined;
  }
}

/** An even number: every other sample is dropped beyond it, and the last one stays. */
const mostSamples = 255;

/** Milliseconds before anything is said about the rest. */
const shortest = 1000;

function brief(value: number): string {
  return formatNumber(value, { digits: 2 });
}
