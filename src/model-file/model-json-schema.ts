/** The JSON Schema of a model file; `npm run schemas` writes it to docs/model.schema.json. */
import * as z from 'zod';
import { firstLinearModelSchema, graphModelSchema, linearModelSchema } from './model-schema.js';

export function modelJsonSchema(): object {
  const either = z.union([linearModelSchema, graphModelSchema, firstLinearModelSchema]).meta({
    title: 'chainrule model',
    description: 'A trained model: linear, or a custom graph with its parameters.',
  });
  return z.toJSONSchema(either, { io: 'input' });
}
