/** An output is never one of the inputs: neither is read or replaced. */
import { linkSync, readFileSync, symlinkSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { command } from '../support/command.js';
import { temporaryFolder } from '../support/folder.js';

const folder = temporaryFolder();
const data = 'a,y\n1,2\n2,3\n3,5\n';
const graph = 'nodes:\n  x: {op: input, shape: [features]}\n'; // not complete: reading it would be another error
const files = {
  'd.csv': data,
  'e.csv': data,
  'c.yaml': 'model: {graph: g.yaml}\ntarget: y\n',
  'g.yaml': graph,
};
for (const [name, text] of Object.entries(files)) folder.write(name, text);
symlinkSync('e.csv', folder.file('e.link'));
linkSync(folder.file('g.yaml'), folder.file('g.hard'));

async function refuses(name: 'train' | 'chainrule', args: readonly string[]): Promise<void> {
  const { status, stdout, stderr } = await command(name, args, folder.path);
  expect([status, stdout], stderr).toEqual([64, '']);
  const out = args[args.indexOf('--out') + 1];
  expect(stderr).toMatch(new RegExp(`^error: --out ${out}: this is .* would be replaced; .*\n$`));
  for (const [file, text] of Object.entries(files))
    expect(readFileSync(folder.file(file), 'utf8'), file).toBe(text);
}

describe('--out naming an input ends with 64 and leaves it alone', () => {
  const inputs = ['c.yaml', 'd.csv', './e.csv', 'e.link', 'g.yaml', 'g.hard'];
  it.each(inputs)('train --out %s', async (out) => {
    await refuses('train', ['--config', 'c.yaml', '--out', out, 'd.csv', 'e.csv']);
  });

  it.each(inputs)('graph --out %s', async (out) => {
    await refuses('chainrule', ['graph', '--config', 'c.yaml', '--row', '1', '--out', out, 'd.csv', 'e.csv']);
  });

  it('graph --out with the model file of the example', async () => {
    folder.write('m.json', '{}');
    const example = ['--row', '1', '--model', 'm.json', 'd.csv'];
    await refuses('chainrule', ['graph', '--config', 'c.yaml', ...example, '--out', 'm.json']);
  });

  it('also by default, where the config is called model.json', async () => {
    const text = '{"model": "ridge", "target": "y"}';
    folder.write('model.json', text);
    const { status, stderr } = await command('train', ['--config', 'model.json', 'd.csv'], folder.path);
    expect([status, stderr]).toEqual([64, expect.stringContaining('--out model.json')]);
    expect(readFileSync(folder.file('model.json'), 'utf8')).toBe(text);
  });

  it('a graph file named with --set, too', async () => {
    const set = ['--set', 'model={graph: g.yaml}', '--set', 'target=y'];
    await refuses('train', ['--config', 'c.yaml', ...set, '--out', 'g.yaml', 'd.csv']);
  });
});
