/** Progress on standard error: one line that is written again and again on a terminal, a line now and then elsewhere. */
import type { Notice, TrainingEvent, Warning } from '../pipeline/events.js';
import { counted } from '../text/numbers.js';
import { visible } from '../text/visible.js';
import { barLine, logLine } from './progress-line.js';
import { ProgressState } from './progress-state.js';

export interface Progress {
  tell(event: TrainingEvent): void;
  /** Clears the line, so that what is written next begins on a line of its own. */
  clear(): void;
  /** Clears the line for good. */
  end(): void;
}

/** What is needed of `process.stderr`. */
export interface ProgressStream {
  readonly isTTY?: boolean | undefined;
  readonly columns?: number | undefined;
  write(text: string): unknown;
}

const nothing = () => undefined;

/** Warnings alone. */
export function warningsTo(stream: ProgressStream): Progress {
  return {
    clear: nothing,
    end: nothing,
    tell(event) {
      if (event.type === 'warning') stream.write(messageLine(event));
    },
  };
}

function messageLine({ type, text }: Notice | Warning): string {
  return `${type === 'warning' ? 'warning' : 'note'}: ${visible(text)}\n`;
}

/** A terminal without cursor movements (`TERM=dumb`) gets the lines of a log. */
export function progressTo(stream: ProgressStream, terminal = process.env.TERM): Progress {
  return stream.isTTY === true && terminal !== 'dumb' ? onTerminal(stream) : inLog(stream);
}

/** Milliseconds between two writings of the line. */
const redrawEvery = 100;

const hideCursor = '\x1b[?25l';
const showCursor = '\x1b[?25h';
const clearLine = '\r\x1b[K';

function onTerminal(stream: ProgressStream): Progress {
  const state = new ProgressState(performance.now());
  let drawn = '';
  let ended = false;
  const draw = () => {
    // The last column stays free: some terminals go to the next line once it is written.
    const line = barLine(state.at(performance.now()), (stream.columns ?? 80) - 1);
    if (ended || line === drawn) return;
    stream.write(`${drawn === '' ? hideCursor : ''}\r${line}\x1b[K`);
    drawn = line;
  };
  const clear = () => {
    if (drawn !== '') stream.write(clearLine + showCursor);
    drawn = '';
  };
  const timer = setInterval(draw, redrawEvery);
  timer.unref();
  return {
    clear,
    end() {
      ended = true;
      clearInterval(timer);
      clear();
    },
    tell(event) {
      state.tell(event, performance.now());
      if (event.type !== 'notice' && event.type !== 'warning') return;
      clear();
      stream.write(messageLine(event));
    },
  };
}

/** Milliseconds between two lines of a log: at first, and at most. In between, a line whenever the time has doubled. */
const [firstBeat, longestBeat] = [5_000, 60_000];

function inLog(stream: ProgressStream): Progress {
  const began = performance.now();
  const state = new ProgressState(began);
  let timer = setTimeout(beat, firstBeat);
  timer.unref();
  function beat() {
    const now = performance.now();
    stream.write(`${logLine(state.at(now))}\n`);
    timer = setTimeout(beat, Math.min(longestBeat, Math.max(firstBeat, now - began)));
    timer.unref();
  }
  return {
    clear: nothing,
    end: () => clearTimeout(timer),
    tell(event) {
      state.tell(event, performance.now());
      if (event.type === 'decoded')
        stream.write(`${counted(event.rows, 'row')}, ${counted(event.features.length, 'feature')}\n`);
      else if (event.type === 'notice' || event.type === 'warning') stream.write(messageLine(event));
    },
  };
}
