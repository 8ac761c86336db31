/** Progress on standard error: a bar on a terminal, plain lines otherwise. */
import type { Notice, TrainingEvent, Warning } from '../pipeline/events.js';
import { counted, formatCount, formatNumber } from '../text/numbers.js';
import { visible } from '../text/visible.js';

export interface Progress {
  tell(event: TrainingEvent): void;
  /** Clears the bar, so that what is written next begins on a line of its own. */
  end(): void;
}

/** The bar's package is loaded for a terminal only. */
export async function progressTo(stream: NodeJS.WriteStream): Promise<Progress> {
  return stream.isTTY ? bar(stream) : lines(stream);
}

/** Warnings alone. */
export function warningsTo(stream: NodeJS.WriteStream): Progress {
  return {
    end: () => undefined,
    tell(event) {
      if (event.type === 'warning') stream.write(messageLine(event));
    },
  };
}

function messageLine({ type, text }: Notice | Warning): string {
  return `${type === 'warning' ? 'warning' : 'note'}: ${visible(text)}\n`;
}

async function bar(stream: NodeJS.WriteStream): Promise<Progress> {
  const { default: progress } = await import('cli-progress');
  const line = new progress.SingleBar({
    stream,
    format: '{stage} [{bar}] {percentage}% · {detail} · {eta_formatted} left',
    barsize: 24,
    hideCursor: true,
    clearOnComplete: true,
    etaBuffer: 50,
    fps: 10,
  });
  let stage = '';
  const show = (name: string, done: number, total: number, detail: string) => {
    if (stage !== name) {
      if (stage !== '') line.stop();
      line.start(total, done, { stage: name, detail });
      stage = name;
    }
    line.update(done, { stage: name, detail });
  };
  const end = () => {
    if (stage !== '') line.stop();
    stage = '';
  };
  return {
    end,
    tell(event) {
      if (event.type === 'decoding') {
        show('reading ', Math.floor(event.share * 1000), 1000, `${formatCount(event.rows)} rows`);
      } else if (event.type === 'epoch') {
        const detail = `epoch ${event.epoch}/${event.epochs} · J ${formatNumber(event.objective)}`;
        show('training', event.epoch, event.epochs, detail);
      } else if (event.type === 'notice' || event.type === 'warning') {
        end();
        stream.write(messageLine(event));
      }
    },
  };
}

/** Lines at most for the first epoch, the last, and about ten between. */
function lines(stream: NodeJS.WriteStream): Progress {
  return {
    end: () => undefined,
    tell(event) {
      if (event.type === 'decoded') {
        stream.write(`${counted(event.rows, 'row')}, ${counted(event.features.length, 'feature')}\n`);
      } else if (event.type === 'notice' || event.type === 'warning') {
        stream.write(messageLine(event));
      } else if (event.type === 'epoch') {
        const every = Math.max(1, Math.ceil(event.epochs / 10));
        if (event.epoch !== 1 && event.epoch % every !== 0 && event.epoch !== event.epochs) return;
        stream.write(
          `epoch ${event.epoch}/${event.epochs}: mean minibatch J ${formatNumber(event.objective)}\n`,
        );
      }
    },
  };
}
