/** Refuses to publish while the addresses in package.json are placeholders: `.example` belongs to nobody (RFC 2606). */
import { readFileSync } from 'node:fs';

const { homepage, bugs, repository } = JSON.parse(
  readFileSync(new URL('../package.json', import.meta.url), 'utf8'),
);
const placeholders = Object.entries({
  homepage,
  'bugs.url': bugs.url,
  'repository.url': repository.url,
}).filter(([, address]) => new URL(address).hostname.endsWith('.example'));
if (placeholders.length > 0) {
  const names = placeholders.map(([name]) => name).join(', ');
  process.stderr.write(`package.json: ${names}: replace the placeholder by the address of the project\n`);
  process.exitCode = 1;
}
