/** What the documents show is what the program does: examples are run, tables compared with their source. */
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';
import { afterAll, describe, expect, it } from 'vitest';
import { keyPaths, pathText } from '#chainrule/checks/keys.js';
import { configSchema } from '#chainrule/config/config-schema.js';
import { ops } from '#chainrule/graph/ops/index.js';

const root = fileURLToPath(new URL('..', import.meta.url));
const read = (file: string) => readFileSync(join(root, file), 'utf8');
const readme = read('README.md');
const scratch = mkdtempSync(join(tmpdir(), 'chainrule-readme-'));
afterAll(() => rmSync(scratch, { recursive: true }));

/** Examples of one language, each with the output that follows it. */
function examples(language: string): { code: string; output: string }[] {
  const block = (name: string) => `\`\`\`${name}\\n((?:(?!\`\`\`)[\\s\\S])*)\`\`\``;
  const pattern = new RegExp(`${block(language)}\\n\\n${block('text')}`, 'g');
  return [...readme.matchAll(pattern)].map(([, code = '', output = '']) => ({ code, output }));
}

/** Runs this Node on arguments or on a module's text, in the checkout. */
function node(args: readonly string[], input = ''): string {
  return execFileSync(process.execPath, [...args], { cwd: root, input, encoding: 'utf8', stdio: 'pipe' });
}

describe('README', () => {
  it.each(examples('js'))('example prints what it shows: $output', ({ code, output }) => {
    expect(node(['--input-type=module'], code)).toBe(output);
  });

  it('every example compiles in strict TypeScript as it stands', () => {
    const blocks = [...readme.matchAll(/```js\n([\s\S]*?)```/g)].map(([, code = '']) => code);
    expect(blocks.length).toBeGreaterThan(4);
    const files = blocks.map((_, number) => join(scratch, `sample-${number}.ts`));
    for (const [number, file] of files.entries()) writeFileSync(file, blocks[number] ?? '');
    const program = ts.createProgram(files, {
      ...{
        strict: true,
        noEmit: true,
        skipLibCheck: true,
        lib: ['lib.es2022.d.ts'],
        target: ts.ScriptTarget.ES2022,
      },
      module: ts.ModuleKind.ESNext,
      moduleResolution: ts.ModuleResolutionKind.Bundler,
      moduleDetection: ts.ModuleDetectionKind.Force,
      ...{ types: ['node'], typeRoots: [join(root, 'node_modules/@types')] },
      paths: {
        chainrule: [join(root, 'dist/index.d.ts')],
        'chainrule/*': [join(root, 'dist/*/index.d.ts')],
      },
    });
    const problems = ts.getPreEmitDiagnostics(program).map(({ file, messageText }) => {
      return `${file?.fileName}: ${ts.flattenDiagnosticMessageText(messageText, ' ')}`;
    });
    expect(problems).toEqual([]);
  });

  it('the first example prints what it shows, but for the seconds', () => {
    const [shown] = examples('sh');
    const [command = '', ...args] = shown?.code.split('npx ')[1]?.trim().split(' ') ?? [];
    const out = join(scratch, 'model.json');
    const printed = node([`dist/cli/${command}.js`, ...args, '--out', out]).replace(out, 'model.json');
    const seconds = /[\d.]+ s$/m;
    expect(printed.replace(seconds, '')).toBe(shown?.output.replace(seconds, ''));
    const { format, intercept, features } = JSON.parse(readFileSync(out, 'utf8'));
    const file = JSON.parse(/```json\n([\s\S]*?)```/.exec(readme)?.[1] ?? '');
    expect(file).toMatchObject({ format, intercept, features: features.slice(0, 1) });
    const [, predictions] = examples('sh');
    const words = predictions?.code.split('npx chainrule ')[1]?.split(' |')[0]?.split(' ') ?? [];
    const lines = node(['dist/cli/chainrule.js', ...words.map((word) => word.replace('model.json', out))]);
    expect(lines.split('\n').slice(0, 3).join('\n')).toBe(predictions?.output.trimEnd());
  });

  it('shows one fingerprint for several numbers of workers', () => {
    const shown = examples('sh').at(-1);
    const lines = shown?.output.trimEnd().split('\n') ?? [];
    const given = /npx train (.*) --workers/.exec(shown?.code ?? '')?.[1]?.split(' ') ?? [];
    expect(lines).toHaveLength(3);
    const [printed] = [
      node(['dist/cli/train.js', ...given, '--out', '-', '--workers=3', 'data/diabetes.csv']),
    ];
    const { fingerprint } = JSON.parse(printed);
    for (const line of lines) expect(line).toBe(`  "fingerprint": "${fingerprint}",`);
  });

  it('lists every key of the config with its default', () => {
    const { properties } = JSON.parse(read('docs/config.schema.json'));
    for (const path of keyPaths(configSchema)) {
      const [first = '', second] = path;
      if ((first === 'sgd' || first === 'stop') && second === undefined) continue;
      if (first === 'features' && second !== undefined) continue;
      const row = new RegExp(`^\\| \`${pathText(path)}\` \\| (.*?) \\|`, 'm').exec(readme);
      expect(row, `no row for ${pathText(path)}`).not.toBeNull();
      const own = second === undefined ? properties[first] : properties[first].properties[second];
      if (own.default !== undefined) expect(row?.[1]).toBe(`\`${own.default}\``);
    }
  });

  it('lists every op', () => {
    const list = /The ops are ([^.]*)\./.exec(readme)?.[1] ?? '';
    expect([...list.matchAll(/`(\w+)`/g)].map(([, name]) => name)).toEqual([...ops.keys()].sort());
  });

  it('names the flags that help names', () => {
    const flags = [...node(['dist/cli/train.js', '--help']).matchAll(/^ {2}(?:-\w, | {4})(--[\w-]+)/gm)].map(
      ([, flag]) => flag,
    );
    expect(flags.length).toBeGreaterThan(5);
    for (const flag of flags) expect(readme).toMatch(new RegExp(`^\\| .*\`${flag}\\b`, 'm'));
  });

  it('shows the warning of a missed goal as it is', () => {
    const shown = /^ {4}(warning: .*)$/m.exec(readme)?.[1];
    const args = [
      '--config',
      'configs/ridge.yaml',
      '--set',
      'sgd.epochs=3',
      '--out',
      join(scratch, 'far.json'),
    ];
    const { stderr } = spawnSync(
      process.execPath,
      ['dist/cli/train.js', ...args, '--quiet', 'data/diabetes.csv'],
      { cwd: root, encoding: 'utf8' },
    );
    expect(stderr).toBe(`${shown}\n`);
  });

  it('shows an error as it is', () => {
    const shown = /^ {4}(error: sales\.csv.*)$/m.exec(readme)?.[1];
    writeFileSync(join(scratch, 'sales.csv'), 'n,price,y\n1,2,3\n2,"1,5",4\n');
    writeFileSync(join(scratch, 'config.json'), '{"model": "ridge", "target": "y"}');
    const args = [join(root, 'dist/cli/train.js'), '--config', 'config.json', 'sales.csv'];
    const run = () => execFileSync(process.execPath, args, { cwd: scratch, encoding: 'utf8', stdio: 'pipe' });
    expect(run).toThrow(expect.objectContaining({ status: 65, stderr: `${shown}\n` }));
  });
});

describe('docs/architecture.md', () => {
  it('has the modules of the rule file, with what each may import', () => {
    const { forbidden } = createRequire(import.meta.url)('../.dependency-cruiser.cjs');
    const table = [...read('docs/architecture.md').matchAll(/^\| `([\w-]+)` \| .* \| (.*) \|$/gm)];
    const documented = new Map(table.map(([, name = '', allowed = '']) => [name, allowed]));
    documented.delete('cli');
    const rules = new Map<string, string>();
    for (const { name, comment } of forbidden) {
      const allowed = /may import only: errors, random, event-loop, text, (.*)$/.exec(comment ?? '')?.[1];
      if (allowed !== undefined) rules.set(name.replace('module-', ''), allowed || '–');
    }
    expect(rules.size).toBeGreaterThan(5);
    expect(Object.fromEntries(documented)).toEqual(Object.fromEntries(rules));
  });

  it('names functions that are in the files it gives', () => {
    const named = [...read('docs/architecture.md').matchAll(/`(\w+)`\s+\(`(src\/[\w/.-]+)`/g)];
    expect(named.length).toBeGreaterThan(30);
    for (const [, name = '', file = ''] of named) expect(read(file), `${name} in ${file}`).toMatch(`${name}`);
  });
});

describe('links', () => {
  it.each(['README.md', 'CONTRIBUTING.md', 'docs/architecture.md'])(
    '%s leads to files that are there',
    (file) => {
      const from = new URL(file, new URL('..', import.meta.url));
      const links = [...read(file).matchAll(/\]\(((?!https?:|#)[^)#]+)/g)].map(([, link = '']) => link);
      expect(links.length).toBeGreaterThan(0);
      for (const link of links) expect(() => readFileSync(new URL(link, from)), link).not.toThrow(/ENOENT/);
    },
  );
});
