/** One line of progress, for a terminal of any width or for a log. */
import { formatDuration } from '../text/numbers.js';
import { cutToWidth, widthOf } from '../text/width.js';
import type { ShownProgress } from './progress-state.js';

const leastBar = 8;
const mostBar = 24;

/** At most `columns` wide: the bar gets shorter first, then details are left out from the end. */
export function barLine(shown: ShownProgress, columns: number): string {
  const { stage, fraction } = shown;
  const percent = fraction === undefined ? [] : [percentOf(fraction)];
  const time = fraction === undefined ? [formatDuration(shown.seconds)] : timeLeft(shown, '~');
  const facts = [...time, ...shown.details];
  const withoutBar = (parts: readonly string[]) => [[stage, ...percent].join(' '), ...parts].join(' · ');
  const barSpace = fraction === undefined ? 0 : leastBar + 1;
  let parts = facts;
  while (parts.length > 0 && widthOf(withoutBar(parts)) + barSpace > columns) parts = parts.slice(0, -1);
  const text = withoutBar(parts);
  const room = columns - widthOf(text) - 1;
  if (fraction === undefined || room < leastBar) return cutToWidth(text, columns);
  const size = Math.min(mostBar, room);
  const full = Math.floor(fraction * size);
  return text.replace(stage, `${stage} ${'█'.repeat(full)}${'░'.repeat(size - full)}`);
}

/** Everything, in words. */
export function logLine(shown: ShownProgress): string {
  const { stage, fraction, seconds, details } = shown;
  const head = fraction === undefined ? stage : `${stage} ${percentOf(fraction)}`;
  return [head, `${formatDuration(seconds)} so far`, ...timeLeft(shown, 'about '), ...details].join(', ');
}

/** Rounded down: 100 % is the end. */
function percentOf(fraction: number): string {
  return `${Math.floor(fraction * 100)}%`;
}

function timeLeft({ secondsLeft }: ShownProgress, about: string): string[] {
  return secondsLeft === undefined ? [] : [`${about}${formatDuration(secondsLeft)} left`];
}
