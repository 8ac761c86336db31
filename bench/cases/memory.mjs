/**
 * Peak resident memory of the whole process, by the kernel's own count. MB are 10⁶ bytes; the decoded size is 8 bytes a
 * cell, outcome included.
 */
import { spawnSync } from 'node:child_process';
import { trainScript } from '../chainrule.mjs';
import { figuresOf } from '../figures.mjs';
import { inTurn } from '../measure.mjs';
import { chainruleModel } from '../models.mjs';
import { cold, coldConfig, trainCommand } from '../subjects.mjs';

export const name = 'memory';

const settings = { 'sgd.epochs': 1 };
const limitMB = 256;

export async function run(bench) {
  const whole = await inMemory(bench);
  const limited = await withLimit(bench);
  return { figures: [...whole.figures, ...limited.figures], values: [...whole.values, ...limited.values] };
}

async function inMemory({ sizes, data, say, late }) {
  const { rows } = sizes;
  const { path } = data({ rows, features: 10 });
  const command = trainCommand({ config: coldConfig, settings, data: path, out: 'memory.json' });
  const subject = cold('chainrule', command, { watch: true });
  const measured = await inTurn([subject], { rounds: sizes.longRounds, warmUps: 0, say, late });
  const allowed = 2 * ((rows * 11 * 8) / 1e6) + 120;
  return {
    figures: figuresOf(`${rows} × 10 in memory, at most ${allowed} MB`, measured, {
      key: 'peakMB',
      unit: 'MB',
    }),
    values: [value('memory/whole', measured[0], allowed)],
  };
}

async function withLimit({ sizes, data, output, say, late }) {
  const key = 'memory/limited';
  const help = spawnSync(process.execPath, [trainScript, '--help'], { encoding: 'utf8' });
  if (!help.stdout.includes('--memory')) {
    return { figures: [], values: [{ key, note: 'not available: train has no --memory yet' }] };
  }
  const rows = sizes.manyRows;
  const { path } = data({ rows, features: 10 });
  const subject = (name, out, flags) =>
    cold(name, trainCommand({ config: coldConfig, settings, data: path, out, flags }), { watch: true });
  const measured = await inTurn(
    [
      subject(`--memory ${limitMB}MB`, 'memory-limited.json', ['--memory', `${limitMB}MB`]),
      subject('in memory', 'memory-whole.json', []),
    ],
    { rounds: 1, warmUps: 0, say, late },
  );
  const allowed = limitMB + 150;
  const same =
    chainruleModel(output('memory-limited.json')).fingerprint ===
    chainruleModel(output('memory-whole.json')).fingerprint;
  const notes = { [`--memory ${limitMB}MB`]: same ? 'same fingerprint' : '**another fingerprint**' };
  const limited = value(key, measured[0], allowed);
  return {
    figures: [
      ...figuresOf(`${rows} × 10, at most ${allowed} MB`, measured, { key: 'peakMB', unit: 'MB', notes }),
      ...figuresOf(`${rows} × 10, 1 epoch`, measured),
    ],
    values: [same ? limited : { ...limited, reached: false, note: 'another fingerprint' }],
  };
}

function value(key, { median, missing }, allowed) {
  if (missing !== undefined) return { key, note: missing };
  if (!(median.peakMB > 0)) return { key, note: 'this system does not tell a process’s peak' };
  return { key, value: median.peakMB / allowed, note: `${median.peakMB.toFixed(0)} MB` };
}
