/** Names that occur once can be found by name: files of src by their base name, types by the name they are exported under. */
import { readdirSync, readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';

const src = fileURLToPath(new URL('../src/', import.meta.url));
const files = readdirSync(src, { recursive: true, encoding: 'utf8' })
  .filter((path) => path.endsWith('.ts'))
  .sort();

/** Which of the names belong to several files. */
function repeated(names: readonly (readonly [name: string, file: string])[]): Map<string, string[]> {
  const places = new Map<string, string[]>();
  for (const [name, file] of names) places.set(name, [...(places.get(name) ?? []), file]);
  return new Map([...places].filter(([, list]) => list.length > 1));
}

it('every file has a base name of its own', () => {
  const names = files.map((file) => [basename(file), file] as const);
  const found = repeated(names.filter(([name]) => name !== 'index.ts'));
  expect(Object.fromEntries(found)).toEqual({});
});

it('every exported type has a name of its own', () => {
  const declaration = /^export (?:declare )?(?:abstract )?(?:interface|type|class|enum) (\w+)/gm;
  const names = files.flatMap((file) =>
    [...readFileSync(src + file, 'utf8').matchAll(declaration)].map(([, name = '']) => [name, file] as const),
  );
  expect(names.length).toBeGreaterThan(100);
  const found = repeated(names);
  expect(Object.fromEntries(found)).toEqual({});
});
