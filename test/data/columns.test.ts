/** Columns: which fields are features, which one is the outcome, and what a wrong choice is told. */
import { describe, expect, it } from 'vitest';
import {
  checkSameHeader,
  chooseColumns,
  type FeatureChoice,
  namedColumns,
  orderedColumns,
} from '#chainrule/data/columns.js';

const choose = (header: string[], target: string, choice: FeatureChoice = {}) =>
  chooseColumns('f.csv:1', header, target, choice);
const failing = (code: string, text: RegExp) =>
  expect.objectContaining({ name: 'DataError', code, message: expect.stringMatching(text) });

describe('columns', () => {
  it('are all but the target, in the order of the header', () => {
    expect(choose(['b', 'y', 'a'], 'y')).toMatchObject({ features: ['b', 'a'], slots: [0, 2, 1], width: 3 });
  });

  it('can be included, still in the order of the header', () => {
    expect(choose(['c', 'b', 'y', 'a'], 'y', { include: ['a', 'c'] })).toMatchObject({
      features: ['c', 'a'],
      slots: [0, -1, 2, 1],
    });
  });

  it('can be excluded, the target harmlessly', () => {
    expect(choose(['c', 'b', 'y'], 'y', { exclude: ['c', 'y'] }).features).toEqual(['b']);
  });

  it('may be called anything: `10`, `__proto__`, `constructor`', () => {
    const header = ['10', '__proto__', 'constructor', '2', 'y'];
    expect(choose(header, 'y').features).toEqual(header.slice(0, -1));
    expect(choose(header, '__proto__').features).toEqual(['10', 'constructor', '2', 'y']);
    expect(() => choose(['10', 'y'], 'constructor')).toThrow(failing('DATA_UNKNOWN_COLUMN', /constructor/));
  });

  it('have no blanks around their names', () => {
    expect(choose([' a ', '\ty'], 'y').features).toEqual(['a']);
  });

  it.each([
    [['a', 'y', 'a'], {}, 'DATA_DUPLICATE_COLUMN', /"a": fields 1 and 3/],
    [['a', 'y', ' a'], {}, 'DATA_DUPLICATE_COLUMN', /"a": fields 1 and 3/],
    [['a', 'b', 'y', 'b'], { exclude: ['b'] }, 'DATA_DUPLICATE_COLUMN', /"b": fields 2 and 4/],
    [['a', 'Y'], {}, 'DATA_UNKNOWN_COLUMN', /target "y" is not in the header.*did you mean "Y"/],
    [['a', 'z;y'], {}, 'DATA_UNKNOWN_COLUMN', /target "y"/],
    [['a;y'], {}, 'DATA_SEPARATOR', /separated by semicolons; .* commas/],
    [['a\tb\ty'], {}, 'DATA_SEPARATOR', /separated by tabs; .* commas.*"a\\tb\\ty"/],
    [['a|y'], {}, 'DATA_SEPARATOR', /vertical bars/],
    [['sep=', ''], {}, 'DATA_SEPARATOR', /first line is "sep=,".*Excel.*remove it/],
    [['sep=;'], {}, 'DATA_SEPARATOR', /first line is "sep=;"/],
    [['1', '2.5', '-3'], {}, 'DATA_UNKNOWN_COLUMN', /not in the header.*All names are numbers.*row of data/],
    [['1', '1', '2'], {}, 'DATA_DUPLICATE_COLUMN', /fields 1 and 2.*row of data/],
    [['a\u001b[2J', 'b\nc'], {}, 'DATA_UNKNOWN_COLUMN', /columns are "a\\u001b\[2J", "b\\nc"$/],
    [
      ['height', 'y'],
      { include: ['heigth'] },
      'DATA_UNKNOWN_COLUMN',
      /feature "heigth".*did you mean "height"/,
    ],
    [['height', 'y'], { exclude: ['hight'] }, 'DATA_UNKNOWN_COLUMN', /"hight".*did you mean "height"/],
    [['a', 'y'], { include: ['a', 'y'] }, 'DATA_TARGET_IS_FEATURE', /cannot also be a feature/],
    [['y'], {}, 'DATA_NO_FEATURE', /no feature besides/],
    [['a', 'y'], { exclude: ['a'] }, 'DATA_NO_FEATURE', /no feature besides/],
    [['', 'a', 'y'], {}, 'DATA_UNNAMED_COLUMN', /field 1 has no name/],
  ])('%j with %j: %s', (header, choice, code, text) => {
    expect(() => choose(header, 'y', choice)).toThrow(failing(code, text));
  });

  it.each([
    [
      'e\u0301t\u00e9',
      '\u00e9t\u00e9',
      /"\\u00e9t\\u00e9" is "e\\u0301t\\u00e9" in the header.*decomposed, NFD in the header, composed, NFC in the config/,
    ],
    ['unit\u00a0price', 'unit price', /"unit price" is "unit\\u00a0price" in the header/],
    [
      '\u200bprice',
      'price',
      /"price" is "\\u200bprice" in the header.*write "\\u200bprice", in double quotes/,
    ],
  ])('with the name %j is not %j, which looks the same: the difference is shown', (name, asked, text) => {
    expect(() => choose(['a', name], asked)).toThrow(failing('DATA_UNKNOWN_COLUMN', text));
    expect(() => choose(['a', name], asked)).toThrow(
      expect.not.objectContaining({ message: /not in the header/ }),
    );
  });

  it('without a name can be left out, however many there are', () => {
    expect(choose(['', 'a', 'y'], 'y', { exclude: [''] }).features).toEqual(['a']);
    expect(choose(['', 'a', ' ', 'y', ''], 'y', { exclude: [''] })).toMatchObject({
      features: ['a'],
      slots: [-1, 0, -1, 1, -1],
    });
    expect(choose(['', 'a', '', 'y'], 'y', { include: ['a'] }).features).toEqual(['a']);
  });

  it('are at most 65,536', () => {
    const names = (count: number) => Array.from({ length: count }, (_, i) => `c${i}`);
    expect(choose(names(65_536), 'c0').features).toHaveLength(65_535);
    expect(() => choose(names(65_537), 'c0')).toThrow(failing('DATA_TOO_MANY_COLUMNS', /65537 .* 65536/));
  });

  it('must be the same in every file', () => {
    const columns = choose(['a', 'b', 'y'], 'y');
    const check = (header: string[]) => checkSameHeader('g.csv:1', header, 'f.csv', columns);
    expect(() => check(['a', ' b ', 'y'])).not.toThrow();
    expect(() => check(['b', 'a', 'y'])).toThrow(
      failing('DATA_HEADERS_DIFFER', /g\.csv:1: field 1 .*"b".*"a"/),
    );
    expect(() => check(['a', 'b'])).toThrow(failing('DATA_HEADERS_DIFFER', /field 3 .*missing/));
    expect(() => check(['a', 'b', 'y', 'z'])).toThrow(failing('DATA_HEADERS_DIFFER', /field 4 .*"z"/));
  });
});

describe('the columns of a model', () => {
  const header = ['y', ' b ', 'other', 'a'];

  it('are in its order, wherever they are in the header', () => {
    expect(namedColumns('f.csv:1', header, ['a', 'b'])).toEqual({
      ...{ header: ['y', 'b', 'other', 'a'], slots: [-1, 1, -1, 0], width: 2 },
    });
    expect(orderedColumns('f.csv:1', header, ['a', 'b'], 'y')).toMatchObject({
      ...{ features: ['a', 'b'], target: 'y', slots: [2, 1, -1, 0], width: 3 },
    });
  });

  it('are all named where they are not there, and where there are two of them', () => {
    const needed = (names: readonly string[]) => () => namedColumns('f.csv:1', [...header, 'a'], names);
    expect(needed(['c', 'b', 'othr'])).toThrow(
      failing('DATA_UNKNOWN_COLUMN', /^f\.csv:1: columns of the model are not in the header: "c", "othr"$/),
    );
    expect(needed(['othr'])).toThrow(
      /^f\.csv:1: the model's column "othr" is not in the header \(did you mean "other"\?\)/,
    );
    expect(needed(['a'])).toThrow(failing('DATA_DUPLICATE_COLUMN', /"a": fields 4 and 5/));
    expect(needed(['b'])()).toMatchObject({ width: 1 });
  });
});
