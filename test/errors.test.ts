import { describe, expect, it } from 'vitest';
import * as errors from '#chainrule/errors.js';

const { defined, didYouMean, fromFailure, toFailure } = errors;

const families = [
  [errors.UsageError, 64],
  [errors.DataError, 65],
  [errors.MissingInputError, 66],
  [errors.TrainingError, 70],
  [errors.CannotWriteError, 73],
  [errors.InputOutputError, 74],
  [errors.TryAgainError, 75],
  [errors.PermissionError, 77],
  [errors.ConfigError, 78],
  [errors.GraphError, 78],
] as const;

describe('errors', () => {
  it.each(families)(
    '%o has its exit status, and crosses threads with class, code and text',
    (Family, exitStatus) => {
      const error = new Family('SOME_CODE', 'what went wrong');
      expect(error).toBeInstanceOf(errors.ChainruleError);
      expect(error).toMatchObject({
        name: Family.name,
        code: 'SOME_CODE',
        message: 'what went wrong',
        exitStatus,
      });
      const failure = structuredClone(toFailure(error));
      expect(failure).toMatchObject({ status: 'failure', family: Family.name });
      const back = fromFailure(failure);
      expect(back).toBeInstanceOf(Family);
      expect(back).toMatchObject({ code: 'SOME_CODE', message: 'what went wrong', exitStatus });
    },
  );

  it('the list above is whole', () => {
    const classes = Object.keys(errors).filter((name) => name.endsWith('Error') && name !== 'ChainruleError');
    expect(classes.sort()).toEqual(families.map(([Family]) => Family.name).sort());
  });

  it.each([
    [new TypeError('a defect'), 'a defect'],
    ['just text', 'just text'],
    [undefined, 'undefined'],
  ])('anything else is a defect of the program, with its stack: %o', (thrown, message) => {
    const failure = structuredClone(toFailure(thrown));
    expect(failure).toMatchObject({ status: 'failure', code: 'DEFECT', message });
    const back = fromFailure(failure);
    expect(back).not.toBeInstanceOf(errors.ChainruleError);
    expect(back).toMatchObject({ message, stack: failure.stack });
  });
});

describe('a suggestion', () => {
  it.each([
    ['Y', 'y'],
    ['heigth', 'height'],
    ['modle', 'model'],
    ['standardise', 'standardize'],
    ['epoch', 'epochs'],
  ])('for %s is %s', (word, name) => {
    expect(didYouMean(word, ['zzzzzz', name])).toBe(` (did you mean "${name}"?)`);
  });

  it.each([
    ['y', 'x'],
    ['lr', 'l2'],
    ['bmi', 'bp'],
    ['sex', 'age'],
    ['steps', 'stop'],
  ])('for %s is not %s', (word, name) => {
    expect(didYouMean(word, [name])).toBe('');
  });

  it('is escaped, and not looked for where the text is too long for a name', () => {
    expect(didYouMean('abc\u001b', ['abc\u001b['])).toBe(' (did you mean "abc\\u001b["?)');
    expect(didYouMean('a'.repeat(1e6), ['a'.repeat(1e6)])).toBe('');
    expect(didYouMean('a', [])).toBe('');
  });
});

describe('defined', () => {
  it('gives the value, of any kind but undefined', () => {
    expect([defined(0, 'number'), defined(null, 'null'), defined('', 'text')]).toEqual([0, null, '']);
  });

  it('throws a defect of the program where there is none', () => {
    const missing = () => defined(undefined, 'column 3');
    expect(missing).toThrow('there is no column 3');
    expect(missing).not.toThrow(errors.ChainruleError);
  });
});
