import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { keyPaths } from '#chainrule/checks/keys.js';
import { configJsonSchema } from '#chainrule/config/config-json-schema.js';
import { configSchema } from '#chainrule/config/config-schema.js';

test('docs/config.schema.json is up to date (npm run schemas)', () => {
  const file = readFileSync(new URL('../../docs/config.schema.json', import.meta.url), 'utf8');
  expect(JSON.parse(file)).toEqual(JSON.parse(JSON.stringify(configJsonSchema())));
});

test('every key has a description', () => {
  const schema = JSON.parse(JSON.stringify(configJsonSchema()));
  for (const path of keyPaths(configSchema)) {
    let node = schema;
    for (const key of path) node = node.properties[key];
    expect(node.description, path.join('.')).toMatch(/\w/);
  }
});
