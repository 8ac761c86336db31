import { describe, expect, it, test } from 'vitest';
import * as errors from '#chainrule/errors.js';
import { errorCode, inputFailure, readFailure, writeFailure } from '#chainrule/files/file-errors.js';

const { CannotWriteError, InputOutputError, MissingInputError, PermissionError } = errors;

const refusal = (code: string) => Object.assign(new Error(`${code}: refused`), { code });

describe('what the file system refuses is an error of the user', () => {
  it.each([
    ['ENOENT', MissingInputError, 'f.yaml: no such config file'],
    ['ENOTDIR', MissingInputError, 'f.yaml: no such config file'],
    ['EISDIR', MissingInputError, 'f.yaml: expected a config file, got a folder'],
    ['EACCES', PermissionError, 'f.yaml: not permitted to read this config file'],
    ['EPERM', PermissionError, 'f.yaml: not permitted to read this config file'],
    [
      'EIO',
      InputOutputError,
      'f.yaml: reading the config file failed: EIO (check the disk or network that it is on)',
    ],
  ])('reading, %s', (code, Family, message) => {
    const error = readFailure(refusal(code), 'f.yaml', 'config file');
    expect(error).toBeInstanceOf(Family);
    expect(error.message).toBe(message);
  });

  it.each([
    ['ENOENT', CannotWriteError, 'a/m.json: no such folder: a; create it, or write to another path'],
    ['ENOTDIR', CannotWriteError, 'a/m.json: a is not a folder; write to another path'],
    ['EISDIR', CannotWriteError, 'a/m.json: this is a folder; name a file, such as a/m.json/model.json'],
    ['EROFS', CannotWriteError, 'a/m.json: cannot be written: EROFS; write to another path'],
    [
      'EACCES',
      PermissionError,
      'a/m.json: no permission to write; check the permissions of the file and of a, or write to another path',
    ],
    [
      'ENOSPC',
      InputOutputError,
      'a/m.json: writing failed: ENOSPC (the disk is full: free some space); an existing file is unchanged',
    ],
  ])('writing, %s', (code, Family, message) => {
    const error = writeFailure(refusal(code), 'a/m.json');
    expect(error).toBeInstanceOf(Family);
    expect(error.message).toBe(message);
  });

  it.each([
    ['ENOENT', MissingInputError, 'd.csv: no such file'],
    ['EACCES', PermissionError, 'd.csv: permission denied'],
  ])('opening an input, %s', (code, Family, message) => {
    const error = inputFailure(refusal(code), 'd.csv');
    expect(error).toBeInstanceOf(Family);
    expect(error.message).toBe(message);
  });
});

test('an error without a code is named by its text', () => {
  expect(errorCode(refusal('EIO'))).toBe('EIO');
  expect(errorCode(new Error('no code'))).toBe('Error: no code');
});
