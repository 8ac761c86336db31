/** The JSON Schema of a config file, for editors; `npm run schemas` writes it to docs/config.schema.json. */
import * as z from 'zod';
import { configSchema } from './config-schema.js';

export function configJsonSchema(): object {
  return z.toJSONSchema(configSchema, { io: 'input' });
}
