import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import * as z from 'zod';
import { buildModelFile } from '#chainrule/model-file/build-model.js';
import { modelJsonSchema } from '#chainrule/model-file/model-json-schema.js';
import { oddModel, perceptronParts } from './samples.js';

const file = JSON.parse(readFileSync(new URL('../../docs/model.schema.json', import.meta.url), 'utf8'));

test('docs/model.schema.json is up to date (npm run schemas)', () => {
  expect(file).toEqual(JSON.parse(JSON.stringify(modelJsonSchema())));
});

test('the schema takes models and nothing else', () => {
  const schema = z.fromJSONSchema(file);
  const own = buildModelFile(perceptronParts());
  expect(schema.safeParse(oddModel()).error).toBeUndefined();
  expect(schema.safeParse(own).error).toBeUndefined();
  expect(schema.safeParse({ ...oddModel(), intercept: 'a' }).success).toBe(false);
  const { atMeans: _, ...first } = oddModel();
  expect(schema.safeParse(first).success).toBe(false);
  expect(schema.safeParse({ ...first, version: 1 }).success).toBe(true);
  expect(schema.safeParse({ ...own, parameters: undefined }).success).toBe(false);
});
