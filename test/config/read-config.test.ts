import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { readConfig } from '#chainrule/config/read-config.js';
import { PermissionError } from '#chainrule/errors.js';

const folder = mkdtempSync(join(tmpdir(), 'chainrule-config-'));
afterAll(() => rmSync(folder, { recursive: true }));

function file(name: string, content: string | Uint8Array): string {
  const path = join(folder, name);
  writeFileSync(path, content);
  return path;
}

test('a file is YAML or JSON by its content', async () => {
  const yaml = await readConfig(file('a.txt', 'model: ridge\ntarget: y\n'), ['sgd.epochs=7']);
  const json = await readConfig(
    file('b.yaml', '{\n\t"model": "ridge",\n\t"target": "y",\n\t"sgd": {"epochs": 7}\n}'),
  );
  expect(json).toEqual(yaml);
});

test('a wrong value is told with its line, in JSON too', async () => {
  const path = file('c.json', '{\n "model": "ridge",\n "target": "y",\n "seed": -1\n}');
  await expect(readConfig(path)).rejects.toMatchObject({
    message: `${path}:4: seed: expected a whole number from 0 to 9007199254740991, got -1`,
    exitStatus: 78,
  });
});

test('no such file, a folder and bytes that are no text', async () => {
  const missing = join(folder, 'none.yaml');
  await expect(readConfig(missing)).rejects.toMatchObject({
    message: `${missing}: no such config file`,
    exitStatus: 66,
  });
  await expect(readConfig(join(file('d', ''), 'x'))).rejects.toMatchObject({ exitStatus: 66 });
  await expect(readConfig(folder)).rejects.toMatchObject({
    message: `${folder}: expected a config file, got a folder`,
    exitStatus: 66,
  });
  const binary = file('e.yaml', Uint8Array.of(0x61, 0xff));
  await expect(readConfig(binary)).rejects.toMatchObject({
    message: `${binary}: expected text in UTF-8`,
    exitStatus: 78,
  });
});

test.each([
  ['a,b,y\n1,2,3\n', '"a,b,y"'],
  ['\n"a b";y\n1;2\n', '"\\"a b\\";y"'],
  [`${'x\u001b,'.repeat(100)}\n`, `"${'x\\u001b,'.repeat(20)}…"`],
])('a table is not taken for a config: %j', async (text, line) => {
  const path = file('data.csv', text.padEnd(1e5, text));
  await expect(readConfig(path)).rejects.toMatchObject({
    message: `${path}: expected a config, got what looks like a table: its first line is ${line}`,
    exitStatus: 78,
  });
});

test('a config may have separators in its first line', async () => {
  for (const text of [
    '# a, b\nmodel: ridge\ntarget: y',
    '{model: ridge, target: y}',
    '{"target": "y", "model":\n"ridge"}',
  ])
    expect(await readConfig(file('g.yaml', text))).toMatchObject({ model: 'ridge', target: 'y' });
});

test.skipIf(process.getuid?.() === 0)('a file that must not be read, by the file system', async () => {
  const path = file('f.yaml', 'model: ridge');
  chmodSync(path, 0);
  await expect(readConfig(path)).rejects.toBeInstanceOf(PermissionError);
});
