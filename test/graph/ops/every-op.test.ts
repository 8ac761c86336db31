import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { ops } from '#chainrule/graph/ops/index.js';

const folder = new URL('../../../src/graph/ops/', import.meta.url);
const files = readdirSync(folder).filter((file) => file !== 'index.ts');
const opName = (file: string) =>
  file.replace('.ts', '').replace(/-(.)/g, (_, letter: string) => letter.toUpperCase());

describe('every op', () => {
  it.each(files)('%s is in the list of ops and its formula speaks of its partials', (file) => {
    const op = ops.get(opName(file));
    expect(op, `src/graph/ops/index.ts does not list ${opName(file)}`).toBeDefined();
    for (const input of op?.inputs ?? []) expect(op?.formula).toContain(`∂out/∂${input} = `);
  });

  it.each(files)('%s has a test of its own that runs the gradient checker', (file) => {
    const test = new URL(file.replace('.ts', '.test.ts'), import.meta.url);
    expect(existsSync(test), `test/graph/ops/${file.replace('.ts', '.test.ts')} is missing`).toBe(true);
    expect(readFileSync(test, 'utf8')).toContain(`itPassesTheGradientCheck(${opName(file)}, `);
  });

  it('the list has no op without a file', () => {
    expect([...ops.keys()].sort()).toEqual(files.map(opName).sort());
  });
});
