/** Files that are endless, huge in their problems, or not what they should be, are refused at once and not printed. */
import { describe, expect, it } from 'vitest';
import { command } from '../support/command.js';
import { temporaryFolder } from '../support/folder.js';

const folder = temporaryFolder();
folder.write('d.csv', 'a,y\n1,2\n2,3\n3,5\n');
folder.write('c.yaml', 'model: ridge\ntarget: y\n');

/** Well above what each takes, and far below what it took. */
const limit = { timeout: 8000 };
const nested = (levels: number) => '['.repeat(levels) + ']'.repeat(levels);

describe('a config', limit, () => {
  it.each([
    ['/dev/zero', 'expected text in UTF-8'],
    [
      folder.write('keys.yaml', Array.from({ length: 19_000 }, (_, i) => `key${i}: 1\n`).join('')),
      'unknown key',
    ],
    [
      folder.write('alias.yaml', `a: &x 1\nb: [${'*x,'.repeat(50_000)}]\n`),
      'too many values come from aliases',
    ],
    [
      folder.write('items.yaml', `model: ridge\ntarget: y\nfeatures: [${'1,'.repeat(60_000)}]\n`),
      'features[0]',
    ],
    [folder.write('deep.yaml', `model: ${nested(5000)}\n`), 'nested too deeply'],
    [folder.write('levels.yaml', `model: ${nested(200)}\n`), 'nested more than 100 levels deep'],
  ])('%s is refused with 78', async (config, message) => {
    const { status, stderr } = await command('train', ['--config', config, 'd.csv'], folder.path);
    expect(stderr).toContain(message);
    expect(status).toBe(78);
    expect(stderr.split('\n').length).toBeLessThan(60);
  });

  it('prints nothing of a file that it names as its graph, unless that is a graph', async () => {
    folder.write('secret', 'password: "hunter2"\n');
    folder.write('g.yaml', 'model: {graph: secret}\ntarget: y\n');
    const { status, stderr } = await command('train', ['--config', 'g.yaml', 'd.csv'], folder.path);
    expect(status).toBe(78);
    expect(stderr).toMatch(/^error: g\.yaml:1: model\.graph: secret: expected a graph file: .*\n$/);
    expect(stderr).not.toMatch(/password|hunter2/);
  });
});

describe('a model', limit, () => {
  it.each([
    ['/dev/zero', 'expected text in UTF-8'],
    [
      folder.write('deep.json', `{"format": "chainrule.model", "graph": ${nested(5000)}}`),
      'graph: nested more than 100',
    ],
    [folder.write('list.json', nested(5000)), 'expected a model file'],
  ])('%s is refused with 65', async (model, message) => {
    const { status, stderr } = await command('chainrule', ['summary', model], folder.path);
    expect(stderr).toContain(message);
    expect(status).toBe(65);
  });
});
