import fs, {
  chmodSync,
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { CannotWriteError, InputOutputError, PermissionError } from '#chainrule/errors.js';
import { canWrite } from '#chainrule/files/write-whole.js';
import { readModelFile } from '#chainrule/model-file/read-model.js';
import { stringifyModel, writeModelFile } from '#chainrule/model-file/write-model.js';
import { oddModel } from './samples.js';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'chainrule-model-'));
});
afterEach(() => {
  vi.restoreAllMocks();
  rmSync(folder, { recursive: true, force: true });
});

describe('writing', () => {
  test('and reading gives the model again, and leaves nothing else in the folder', async () => {
    const path = join(folder, 'model.json');
    writeModelFile(path, oddModel());
    expect(await readModelFile(path)).toStrictEqual(oddModel());
    expect(readdirSync(folder)).toEqual(['model.json']);
  });

  test('takes the place of an existing file and keeps its mode', () => {
    const path = join(folder, 'model.json');
    writeFileSync(path, 'old');
    chmodSync(path, 0o640);
    writeModelFile(path, oddModel());
    expect(readFileSync(path, 'utf8')).toBe(stringifyModel(oddModel()));
    expect(statSync(path).mode & 0o777).toBe(0o640);
  });

  test('follows a link and leaves it a link', () => {
    mkdirSync(join(folder, 'real'));
    const real = join(folder, 'real', 'model.json');
    writeFileSync(real, 'old');
    const link = join(folder, 'link.json');
    symlinkSync(real, link);
    writeModelFile(link, oddModel());
    expect(lstatSync(link).isSymbolicLink()).toBe(true);
    expect(readFileSync(real, 'utf8')).toBe(stringifyModel(oddModel()));
  });

  test('a device is written to, not replaced', () => {
    writeModelFile('/dev/null', oddModel());
    expect(lstatSync('/dev/null').isCharacterDevice()).toBe(true);
  });

  test('a file name as long as a name may be', () => {
    const path = join(folder, `${'m'.repeat(250)}.json`);
    writeModelFile(path, oddModel());
    expect(existsSync(path)).toBe(true);
  });

  test.each(['writeFileSync', 'fsyncSync', 'renameSync'] as const)(
    'that fails in %s leaves the existing file as it was and nothing behind',
    (step) => {
      const path = join(folder, 'model.json');
      writeFileSync(path, 'old');
      vi.spyOn(fs, step).mockImplementation(() => {
        throw Object.assign(new Error('no space'), { code: 'ENOSPC' });
      });
      expect(() => writeModelFile(path, oddModel())).toThrow(InputOutputError);
      vi.restoreAllMocks();
      expect(readdirSync(folder)).toEqual(['model.json']);
      expect(readFileSync(path, 'utf8')).toBe('old');
    },
  );

  test('a number that is not finite leaves the existing file as it was', () => {
    const path = join(folder, 'model.json');
    const stopping = { reason: 'epochs', epochs: Number.NaN, steps: 1 };
    writeFileSync(path, 'old');
    expect(() => writeModelFile(path, { ...oddModel(), stopping })).toThrow(/stopping.epochs is NaN/);
    expect(readFileSync(path, 'utf8')).toBe('old');
  });
});

describe('where nothing can be written', () => {
  const cases: [string, () => string, RegExp][] = [
    ['no such folder', () => join(folder, 'none', 'model.json'), /no such folder: .*none; create it/],
    ['a folder', () => folder, /this is a folder; name a file, such as .*model\.json/],
    ['the name of a folder', () => join(folder, 'new/'), /expected the name of a file to write/],
    ['no name', () => '', /expected the name of a file to write/],
    [
      'a file for a folder',
      () => {
        writeFileSync(join(folder, 'file'), '');
        return join(folder, 'file', 'model.json');
      },
      /file is not a folder/,
    ],
  ];
  test.each(cases)('%s', (_, path, message) => {
    const at = path();
    const before = readdirSync(folder);
    expect(() => canWrite(at)).toThrow(CannotWriteError);
    expect(() => canWrite(at)).toThrow(message);
    expect(() => writeModelFile(at, oddModel())).toThrow(message);
    expect(readdirSync(folder)).toEqual(before);
  });

  test('not permitted', () => {
    const isRoot = process.getuid?.() === 0;
    const path = join(folder, 'model.json');
    writeFileSync(path, 'old');
    chmodSync(path, 0o444);
    chmodSync(folder, 0o755);
    // Root may do anything: be somebody else for a moment.
    if (isRoot) process.seteuid?.(65534);
    try {
      expect(() => canWrite(path)).toThrow(PermissionError);
      expect(() => writeModelFile(path, oddModel())).toThrow(PermissionError);
      if (isRoot) expect(() => canWrite(join(folder, 'new.json'))).toThrow(PermissionError);
    } finally {
      if (isRoot) process.seteuid?.(0);
    }
    expect(readFileSync(path, 'utf8')).toBe('old');
  });

  test('a check leaves no trace', () => {
    canWrite(join(folder, 'model.json'));
    expect(readdirSync(folder)).toEqual([]);
  });
});

describe('reading', () => {
  test.each([
    ['no file', undefined, 66, /no such model file/],
    ['no JSON', '{"format":', 65, /expected a model file in JSON/],
    ['nothing', '', 65, /expected a model file in JSON/],
    ['no text', Buffer.of(0x7b, 0xff), 65, /expected text in UTF-8/],
    ['something else', '{"a": 1}', 65, /expected a model file of chainrule/],
  ])('%s', async (_, text, exitStatus, message) => {
    const path = join(folder, 'model.json');
    if (text !== undefined) writeFileSync(path, text);
    await expect(readModelFile(path)).rejects.toMatchObject({
      exitStatus,
      message: expect.stringMatching(message),
    });
  });

  test('a folder', async () => {
    await expect(readModelFile(folder)).rejects.toMatchObject({ exitStatus: 66 });
  });
});
