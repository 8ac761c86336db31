import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseConfig } from '#chainrule/config/parse-config.js';
import { ConfigError } from '#chainrule/errors.js';

const rawOf = (text: string) => parseConfig(text, 'f.yaml').raw;

describe('a config text', () => {
  test('may be any JSON', () => {
    fc.assert(
      fc.property(fc.jsonValue({ stringUnit: 'grapheme' }), (value) => {
        const json = JSON.stringify(value, null, '\t');
        fc.pre(!json.includes('"<<"')); // refused, see below
        expect(rawOf(json)).toEqual(JSON.parse(json));
      }),
    );
  });

  test.each([
    ['a: no\nb: on\nc: y', { a: 'no', b: 'on', c: 'y' }],
    ['a: 0o17\nb: 0x10\nc: 1e3\nd: 0.5\ne: 0', { a: 15, b: 16, c: 1000, d: 0.5, e: 0 }],
    ['a: "017"\nb: 1_000', { a: '017', b: '1_000' }],
    ['a: &x [1]\nb: *x', { a: [1], b: [1] }],
    ['10: a\nno: b', { '10': 'a', no: 'b' }],
    ['\ufeffa: 1', { a: 1 }],
    ['# nothing', null],
  ])('%j', (text, value) => {
    expect(rawOf(text)).toEqual(value);
  });

  test('keeps a key called __proto__', () => {
    expect(Object.keys(Object(rawOf('__proto__: 1')))).toEqual(['__proto__']);
  });

  test('knows the line of each key', () => {
    const { where } = parseConfig('a:\n  b: 1\n  c:\n  - 1\n  - 2\n', 'f.yaml');
    expect(where(['a', 'b'])).toBe('f.yaml:2');
    expect(where(['a', 'c', 1])).toBe('f.yaml:5');
    expect(where(['a', 'missing'])).toBe('f.yaml:1');
    expect(where(['missing'])).toBe('f.yaml');
  });

  test.each([
    ['a: 1\nb: 2\na: 3', 'f.yaml:3: the key "a" is given twice, first on line 1'],
    ['{"a": 1,\n"a": 3}', 'f.yaml:2: the key "a" is given twice, first on line 1'],
    ['b: {z: 1}\n<<: {a: 1}', 'f.yaml:2: merge keys (<<) are not part of YAML 1.2; write the keys out'],
    ['a: 017', 'f.yaml:1: the number 017 begins with 0 and may be read as octal; write 17 or 0o…'],
    ['a: 1e-400', 'f.yaml:1: the number 1e-400 is too small: it would be read as 0'],
    ['a: 1e999', 'f.yaml:1: the number 1e999 is too large'],
    ['a: *x', 'f.yaml:1: the alias *x has no anchor before it; text that begins with * must be in quotes'],
    ['a: &x [*x]', 'f.yaml:1: the alias *x refers to a value that contains it'],
    [
      'a: !!binary aGk=',
      'f.yaml:1: unknown tag tag:yaml.org,2002:binary; write a plain value, or put text that begins with ! in quotes',
    ],
    ['? [a]\n: 1', 'f.yaml:1: expected a key that is a string, got nothing, a list or a mapping'],
    ['%YAML 1.1\n---\na: no', 'f.yaml:1: expected YAML 1.2, got the directive %YAML 1.1; remove it'],
    ['a: 1\n---\na: 2', 'f.yaml:2: a second document begins here; expected only one'],
    ['a: 1\nb: [1', expect.stringMatching(/^f\.yaml:2: not valid YAML: /)],
    ['a:\n\tb: 1', expect.stringMatching(/^f\.yaml:2: not valid YAML: .*[Tt]abs/)],
    [
      'target: @x',
      'f.yaml:1: not valid YAML: Plain value cannot start with reserved character @; put the text in quotes',
    ],
    ['target: a: b', expect.stringMatching(/; put text with a colon and a blank in quotes$/)],
    ['graph: "C:\\graphs\\g.yaml"', expect.stringMatching(/escape sequence.*put a path in single quotes$/)],
    [`a: 1\n"${'x'.repeat(1e5)}`, expect.stringMatching(/^.{1,200}$/)],
    ['['.repeat(100_000), expect.stringMatching(/^f\.yaml:1: not valid YAML: /)],
    [
      `a: &a [${'1, '.repeat(99)}]\nb: &b [${'*a, '.repeat(99)}]\nc: &c [${'*b, '.repeat(99)}]\n`,
      'f.yaml:3: too many values come from aliases here',
    ],
  ])('refuses %#', (text, message) => {
    let error: unknown;
    try {
      rawOf(text);
    } catch (thrown) {
      error = thrown;
    }
    expect(error).toBeInstanceOf(ConfigError);
    expect(error).toMatchObject({ message });
  });
});
