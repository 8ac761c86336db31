/**
 * Builds dist/ unless it was built from what is there now. npm runs this at `npm install` in a checkout and at `npm pack`, and
 * tests of the built package run it first. It is `postprepare`, because npm warns those who install a tarball with a script
 * `prepare`, which it would not run.
 */
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { distSources, fingerprint } from './fingerprint.mjs';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const stamp = join(root, 'dist', '.complete');
const built = existsSync(stamp) ? readFileSync(stamp, 'utf8') : '';
if (built !== fingerprint(root, distSources)) await import('./build.mjs');
