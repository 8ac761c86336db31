/**
 * Writes the documents in docs/ that show the commands' output, from templates in docs/templates/: after each line
 * `$ npx chainrule …` in a block of a console stands what that command prints on standard output, with `2>&1` on standard error
 * too. `--check` compares in place of writing.
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const templates = join(root, 'docs', 'templates');
const scratch = mkdtempSync(join(tmpdir(), 'chainrule-docs-'));

/** Runs a command in the checkout; what it writes as model.json goes to a folder that is removed again. */
function run(line) {
  const both = line.endsWith(' 2>&1');
  const words = line.replace(/ 2>&1$/, '').match(/'[^']*'|\S+/g) ?? [];
  const args = words.map((word) =>
    word.replace(/^'(.*)'$/, '$1').replace(/^model\.json$/, join(scratch, 'model.json')),
  );
  const [, command, ...rest] = args;
  const file = join(root, 'dist', 'cli', `${command}.js`);
  const env = { ...process.env, NO_COLOR: '1' };
  const { status, stdout, stderr } = spawnSync(process.execPath, [file, ...rest], {
    cwd: root,
    encoding: 'utf8',
    env,
  });
  const shown = `${stdout}${status === 0 && !both ? '' : stderr}`.replaceAll(
    join(scratch, 'model.json'),
    'model.json',
  );
  return `${shown}${status === 0 ? '' : `(exit status ${status})\n`}`;
}

function filled(template) {
  return template.replace(/^```console\n([\s\S]*?)^```$/gm, (_, block) => {
    const lines = block.trimEnd().split('\n');
    const parts = lines.map((line) =>
      line.startsWith('$ ') ? `${line}\n${run(line.slice(2))}` : `${line}\n`,
    );
    return `\`\`\`console\n${parts.join('')}\`\`\``;
  });
}

const outdated = [];
try {
  for (const name of readdirSync(templates)) {
    const note = `<!-- Made by \`npm run docs\` from docs/templates/${name}; change that. -->\n\n`;
    const text = note + filled(readFileSync(join(templates, name), 'utf8'));
    const path = join(root, 'docs', name);
    if (!process.argv.includes('--check')) writeFileSync(path, text);
    else if (readFileSync(path, 'utf8') !== text) outdated.push(name);
  }
} finally {
  rmSync(scratch, { recursive: true });
}
if (outdated.length > 0) {
  process.stderr.write(`docs/${outdated.join(', docs/')}: not what the commands print; run npm run docs\n`);
  process.exitCode = 1;
}
