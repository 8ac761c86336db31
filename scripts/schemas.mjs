/** Writes the JSON Schemas in docs/ from the definitions in dist/; a test holds them up to date. */
import { writeFileSync } from 'node:fs';
import { configJsonSchema } from '../dist/config/config-json-schema.js';
import { modelJsonSchema } from '../dist/model-file/model-json-schema.js';

const schemas = { 'config.schema.json': configJsonSchema(), 'model.schema.json': modelJsonSchema() };

for (const [name, schema] of Object.entries(schemas)) {
  writeFileSync(new URL(`../docs/${name}`, import.meta.url), `${JSON.stringify(schema, null, 2)}\n`);
}
