/** Progress as it is written, with a clock that the test moves. */
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { progressTo, warningsTo } from '#chainrule/cli/progress.js';
import { barLine, logLine } from '#chainrule/cli/progress-line.js';
import { ProgressState, type ShownProgress } from '#chainrule/cli/progress-state.js';
import type { EpochDone, TrainingEvent } from '#chainrule/pipeline/events.js';
import { widthOf } from '#chainrule/text/width.js';

const epoch = (number: number, progress: number, gap?: number): EpochDone => ({
  ...{ type: 'epoch', epoch: number, epochs: 1000, steps: 14 * number, objective: 2891.13, stepSize: 0.1 },
  ...(gap !== undefined && { gap, tolerance: 0.001 }),
  progress,
});
const decoded: TrainingEvent = { type: 'decoded', rows: 442, features: ['a', 'b'], target: 'y' };

const shown: ShownProgress = {
  stage: 'training',
  fraction: 0.637,
  seconds: 8,
  secondsLeft: 124.2,
  details: ['gap 0.012 → 0.001', 'epoch 29', 'J 2891.13'],
};

describe('a line', () => {
  it('fits every width, with less and less in it', () => {
    expect([100, 80, 60, 39, 30, 15, 5].map((columns) => barLine(shown, columns))).toEqual([
      'training ███████████████░░░░░░░░░ 63% · ~2 min 5 s left · gap 0.012 → 0.001 · epoch 29 · J 2891.13',
      'training ███████████░░░░░░░ 63% · ~2 min 5 s left · gap 0.012 → 0.001 · epoch 29',
      'training █████░░░░ 63% · ~2 min 5 s left · gap 0.012 → 0.001',
      'training █████░░░ 63% · ~2 min 5 s left',
      'training ██████████░░░░░░░ 63%',
      'training 63%',
      'trai…',
    ]);
    for (let columns = 0; columns < 120; columns++)
      expect(widthOf(barLine(shown, columns)), `${columns} columns`).toBeLessThanOrEqual(columns);
  });

  it('has no bar where the end is not known', () => {
    const fitting: ShownProgress = {
      ...shown,
      stage: 'fitting',
      fraction: undefined,
      secondsLeft: undefined,
      details: [],
    };
    expect(barLine(fitting, 80)).toBe('fitting · 8 s');
    expect(logLine(fitting)).toBe('fitting, 8 s so far');
  });

  it('has everything in a log', () => {
    expect(logLine(shown)).toBe(
      'training 63%, 8 s so far, about 2 min 5 s left, gap 0.012 → 0.001, epoch 29, J 2891.13',
    );
  });
});

describe('the time left', () => {
  it('follows from the speed since half of the time, and is not claimed once it is over', () => {
    const state = new ProgressState(0);
    state.tell(decoded, 0);
    state.tell(epoch(1, 0.4, 0.1), 100);
    expect(state.at(100).secondsLeft).toBeUndefined();
    state.tell(epoch(2, 0.5, 0.08), 2000);
    state.tell(epoch(3, 0.6, 0.06), 4000);
    // 0.1 in 2 s, so 8 s for the rest.
    expect(state.at(4000).secondsLeft).toBeCloseTo(8, 9);
    expect(state.at(7000).secondsLeft).toBeCloseTo(5, 9);
    expect(state.at(13_000).secondsLeft).toBeUndefined();
    expect(state.at(13_000).details).toEqual(['gap 0.06 → 0.001', 'epoch 3', 'J 2891.13']);
  });

  it('survives many epochs', () => {
    const state = new ProgressState(0);
    // Twice as fast in the first quarter.
    for (let i = 1; i <= 10_000; i++) state.tell(epoch(i, (i + Math.min(i, 2500)) / 25_000), i * 10);
    expect(state.at(100_000)).toMatchObject({ fraction: 0.5, secondsLeft: expect.closeTo(125, 6) });
  });
});

describe('the stream', () => {
  let written: string[];
  const stream = (isTTY: boolean, columns = 40) => ({
    isTTY,
    columns,
    write: (text: string) => written.push(text),
  });

  beforeEach(() => {
    written = [];
    vi.useFakeTimers();
  });
  afterEach(() => vi.useRealTimers());

  it('of a terminal has one line, which is cleared for notices and at the end', () => {
    const progress = progressTo(stream(true), 'xterm');
    progress.tell({ type: 'decoding', rows: 10, share: 0.5 });
    vi.advanceTimersByTime(100);
    expect(written).toEqual(['\x1b[?25l\rreading ████████░░░░░░░░░ 50% · 10 rows\x1b[K']);
    vi.advanceTimersByTime(1000);
    written = written.slice(1);
    progress.tell({ type: 'notice', text: 'column "\x1b[31m" is constant' });
    expect(written.slice(-2)).toEqual(['\r\x1b[K\x1b[?25h', 'note: column "\\x1b[31m" is constant\n']);
    vi.advanceTimersByTime(100);
    expect(written.at(-1)).toContain('\x1b[?25l\rreading ');
    progress.end();
    expect(written.at(-1)).toBe('\r\x1b[K\x1b[?25h');
    const count = written.length;
    vi.advanceTimersByTime(10_000);
    expect(written).toHaveLength(count);
  });

  it.each([
    ['a pipe', false, 'xterm'],
    ['a terminal without cursor movements', true, 'dumb'],
  ])('of %s has a line now and then, from a clock', (_, isTTY, terminal) => {
    const progress = progressTo(stream(isTTY), terminal);
    progress.tell(decoded);
    progress.tell(epoch(1, 0.25, 0.5));
    expect(written).toEqual(['442 rows, 2 features\n']);
    const times: number[] = [];
    for (let second = 1; second <= 200; second++) {
      const before = written.length;
      vi.advanceTimersByTime(1000);
      if (written.length > before) times.push(second);
    }
    expect(times).toEqual([5, 10, 20, 40, 80, 140, 200]);
    expect(written[1]).toMatch(/^training 25%, .*gap 0\.5 → 0\.001, epoch 1, J 2891\.13\n$/);
    progress.end();
    vi.advanceTimersByTime(600_000);
    expect(written).toHaveLength(8);
  });

  it('has warnings alone with --quiet', () => {
    const progress = warningsTo(stream(true));
    progress.tell(decoded);
    progress.tell({ type: 'notice', text: 'a' });
    progress.tell({ type: 'warning', text: 'b' });
    vi.advanceTimersByTime(60_000);
    expect(written).toEqual(['warning: b\n']);
  });
});
