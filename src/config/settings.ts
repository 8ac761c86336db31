/** Settings of the command line, `--set sgd.epochs=10`, laid over what a config file says. */

import { type KeyPath, keyPaths, pathText, unionKeyPaths, unknownKey } from '../checks/keys.js';
import { mismatch } from '../checks/problems.js';
import { ConfigError } from '../errors.js';
import { shortened } from '../text/visible.js';
import { configSchema } from './config-schema.js';
import { otherNames } from './other-names.js';
import type { LoadedConfig } from './parse-config.js';
import { parseYaml } from './yaml.js';

/**
 * The config with each setting in place of what it says at that key; the last one of a key counts. A value is YAML:
 * `10`, `auto`, `[age, bmi]`, `{include: [age]}`. Throws a `ConfigError` with one line for every setting that is no
 * `key=value` or has an unknown key; whether the values fit is for `checkConfig`.
 */
export function applySettings(loaded: LoadedConfig, settings: readonly string[]): LoadedConfig {
  const problems: string[] = [];
  const known = new Set([...keyPaths(configSchema), ...unionKeyPaths(configSchema)].map(pathText));
  const set: string[][] = [];
  let raw = loaded.raw;
  for (const setting of settings) {
    const { key, text } = split(setting);
    const path = key.split('.');
    if (key === '' || text === '') {
      problems.push(`--set ${shortened(setting)}: expected key=value, such as sgd.epochs=10`);
    } else if (!known.has(key)) {
      problems.push(
        `--set ${shortened(setting)}: ${shortened(key)}: ${unknownKey(path, configSchema, otherNames.key)}`,
      );
    } else {
      try {
        const { value } = parseYaml(text, () => `--set ${shortened(setting)}`);
        raw = withValue(raw, path, value, (parent, got) => {
          const problem = `${parent}: ${mismatch('a mapping to set a key of', got)}; set ${parent} itself`;
          problems.push(`--set ${shortened(setting)}: ${problem}`);
        });
        set.push(path);
      } catch (error) {
        if (!(error instanceof ConfigError)) throw error;
        problems.push(error.message);
      }
    }
  }
  if (problems.length > 0) throw new ConfigError('CONFIG_SETTING', problems.join('\n'));
  const where = (path: KeyPath) =>
    set.some((each) => each.every((key, i) => key === path[i])) ? '--set' : loaded.where(path);
  return { raw, where };
}

function split(setting: string): { key: string; text: string } {
  const at = setting.indexOf('=');
  if (at < 0) return { key: '', text: '' };
  return { key: setting.slice(0, at).trim(), text: setting.slice(at + 1).trim() };
}

/**
 * A copy with the value in its place. What is no mapping stays as it is: a whole config for `checkConfig` to refuse, the value of
 * a key for `refuse`.
 */
function withValue(
  raw: unknown,
  [key, ...rest]: readonly string[],
  value: unknown,
  refuse: (parent: string, got: unknown) => void,
  parent?: string,
): unknown {
  if (key === undefined) return value;
  if (raw !== undefined && raw !== null && (typeof raw !== 'object' || Array.isArray(raw))) {
    if (parent !== undefined) refuse(parent, raw);
    return raw;
  }
  const mapping = new Map<string, unknown>(Object.entries(raw ?? {}));
  const path = parent === undefined ? key : `${parent}.${key}`;
  mapping.set(key, withValue(mapping.get(key), rest, value, refuse, path));
  return Object.fromEntries(mapping);
}
