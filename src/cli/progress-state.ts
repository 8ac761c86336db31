/** What progress shows, worked out from the events of a run: nothing here writes. */
import type { TrainingEvent } from '../pipeline/events.js';
import { counted, formatNumber } from '../text/numbers.js';

export interface ShownProgress {
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
  #stage: ShownProgress['stage'] = 'reading';
  #since: number;
  #last: Sample | undefined;
  /** At times that grow by a factor, so that few are kept. */
  #earlier: Sample[] = [];
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

  at(now: number): ShownProgress {
    return {
      stage: this.#stage,
      fraction: this.#last?.fraction,
      seconds: (now - this.#since) / 1000,
      secondsLeft: this.#secondsLeft(now),
      details: this.#details,
    };
  }

  #show(
    stage: ShownProgress['stage'],
    fraction: number | undefined,
    details: readonly string[],
    now: number,
  ): void {
    if (stage !== this.#stage) {
      this.#stage = stage;
      this.#since = now;
      this.#last = undefined;
      this.#earlier = [];
    }
    this.#details = details;
    // The gap is not looked at after every epoch.
    if (fraction === undefined || fraction === this.#last?.fraction) return;
    this.#last = { at: now, fraction };
    const { at } = this.#earlier.at(-1) ?? { at: this.#since };
    if (now - at >= (now - this.#since) / samplesPerTime) this.#earlier.push(this.#last);
  }

  /** At the speed since half of the time: the first steps are the fastest. */
  #secondsLeft(now: number): number | undefined {
    const last = this.#last;
    if (last === undefined || now - this.#since < shortest) return undefined;
    const middle = (this.#since + last.at) / 2;
    const earlier = this.#earlier.findLast(({ at }) => at <= middle) ?? { at: this.#since, fraction: 0 };
    const speed = (last.fraction - earlier.fraction) / (last.at - earlier.at);
    const left = (1 - last.fraction) / speed - (now - last.at);
    return Number.isFinite(left) && left > 0 ? left / 1000 : undefined;
  }
}

/** Earlier samples are this fraction of the time apart. */
const samplesPerTime = 64;

/** Milliseconds before anything is said about the rest. */
const shortest = 1000;

function brief(value: number): string {
  return formatNumber(value, { digits: 2 });
}
