/**
 * Writes the documents in docs/ that show the commands' output, from templates in docs/templates/: after each line
 * `$ npx chainrule …` in a block of a console stands what that command prints on standard output, with `2>&1` on standard error
 * too. docs/api.md is made from the types of the library, each of which must have a comment. `--check` compares in place of
 * writing.
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Application } from 'typedoc';

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

/** The reference of all that the library exports. */
async function apiReference() {
  const app = await Application.bootstrapWithPlugins({ options: root, logLevel: 'Warn' });
  const project = await app.convert();
  if (project === undefined) throw new Error('typedoc cannot read the types; what is wrong is above');
  app.validate(project);
  if (app.logger.hasErrors() || app.logger.hasWarnings()) throw new Error('not all exports have a comment');
  await app.outputs.writeOutput({ name: 'markdown', path: join(scratch, 'api') }, project);
  const text = readFileSync(join(scratch, 'api', 'api.md'), 'utf8');
  // Namespaces have files of their own: they follow on the same page.
  const [, namespace] = text.match(/\]\((\S+\/expression\.md)\)/) ?? [];
  if (namespace === undefined) throw new Error('typedoc wrote no page for the namespace `expression`');
  const page = readFileSync(join(scratch, 'api', namespace), 'utf8').replace(/^# .*/, '## expression');
  const links = page.replaceAll(/\]\(\S*api\.md#/g, '](#');
  return `${text.replace(namespace, '#expression')}\n${links}`;
}

const made = (source) => `<!-- Made by \`npm run docs\` from ${source}; change that. -->\n\n`;

const outdated = [];
try {
  const pages = readdirSync(templates).map((name) => [
    name,
    made(`docs/templates/${name}`) + filled(readFileSync(join(templates, name), 'utf8')),
  ]);
  pages.push(['api.md', made('src/index.ts') + (await apiReference())]);
  for (const [name, text] of pages) {
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
