/**
 * Builds dist/ unless it was built from what is there now. npm runs this at `npm install` and `npm pack`, tests of the
 * built package run it first, and npx may run it before every `npx train` in a checkout.
 */
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { distSources, fingerprint } from './fingerprint.mjs';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const stamp = join(root, 'dist', '.complete');
const built = existsSync(stamp) ? readFileSync(stamp, 'utf8') : '';
if (built !== fingerprint(root, distSources)) await import('./build.mjs');
