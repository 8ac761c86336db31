/** Processes that the bench measures: run cold from start to end, or kept warm and asked again and again. */
import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';

/** Often enough for a peak that the kernel keeps: only what grows in the last such time is missed. */
const watchMilliseconds = 10;

/**
 * Runs a command to its end: wall seconds, and with `watch` the peak of its memory in MB (Linux: the kernel's VmHWM).
 * Rejects where it does not exit with 0.
 */
export async function runCold({ command, args, env, watch = false }) {
  const began = performance.now();
  const child = spawn(command, args, { env, stdio: ['ignore', 'ignore', 'pipe'] });
  let peak = 0;
  const look = () => {
    peak = peakOf(child.pid) ?? peak;
  };
  const timer = watch ? setInterval(look, watchMilliseconds) : undefined;
  const said = collect(child.stderr);
  const status = await ended(child);
  const seconds = (performance.now() - began) / 1000;
  clearInterval(timer);
  if (status !== 0) throw new Error(`exit status ${status}: ${lastLine(said())}`);
  return watch ? { seconds, peakMB: peak } : { seconds };
}

/** Largest resident memory of a process so far in MB (10⁶ bytes), or undefined once it has ended. */
function peakOf(pid) {
  try {
    const kibibytes = /^VmHWM:\s*(\d+) kB/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
    return kibibytes === undefined ? undefined : (Number(kibibytes) * 1024) / 1e6;
  } catch {
    return undefined;
  }
}

/**
 * Starts a process that gets ready, says so with a line of JSON, and then answers each line it is sent with one more:
 * numbers by name.
 */
export async function startWarm({ command, args, env }) {
  const child = spawn(command, args, { env, stdio: ['pipe', 'pipe', 'pipe'] });
  const said = collect(child.stderr);
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const end = ended(child);
  // A process that ends early answers no more: what it said last is the reason.
  child.stdin.on('error', () => undefined);
  const answer = async () => {
    const { value, done } = await lines.next();
    if (done) throw new Error(`exit status ${await end}: ${lastLine(said())}`);
    return JSON.parse(value);
  };
  await answer();
  return {
    once() {
      child.stdin.write('run\n');
      return answer();
    },
    async close() {
      child.stdin.end();
      await end;
    },
  };
}

function collect(stream) {
  let text = '';
  stream.setEncoding('utf8').on('data', (more) => {
    text = (text + more).slice(-10_000);
  });
  return () => text;
}

function ended(child) {
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code, signal) => resolve(code ?? signal));
  });
}

function lastLine(text) {
  return text.trim().split('\n').at(-1) ?? '';
}
