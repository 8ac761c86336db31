/** Settings of the command line, `--set sgd.epochs=10`, laid over what a config file says. */

import { type KeyPath, keyPaths, pathText, unknownKey } from '../checks/keys.js';
import { ConfigError } from '../errors.js';
import { shortened } from '../text/visible.js';
import { configSchema } from './config-schema.js';
import type { LoadedConfig } from './parse-config.js';
import { parseYaml } from './yaml.js';

/**
 * The config with each setting in place of what it says at that key; the last one of a key counts. A value is YAML:
 * `10`, `auto`, `[age, bmi]`, `{include: [age]}`. Throws a `ConfigError` with one line for every setting that is no
 * `key=value` or has an unknown key; whether the values fit is for `checkConfig`.
 */
export function applySettings(loaded: LoadedConfig, settings: readonly string[]): LoadedConfig {
  const problems: string[] = [];
  const known = new Set(keyPaths(configSchema).map(pathText));
  const set: string[][] = [];
  let raw = loaded.raw;
  for (const setting of settings) {
    const { key, text } = split(setting);
    const path = key.split('.');
    if (key === '' || text === '') {
      problems.push(`--set ${shortened(setting)}: expected key=value, such as sgd.epochs=10`);
    } else if (!known.has(key)) {
      problems.push(`--set ${shortened(setting)}: ${shortened(key)}: ${unknownKey(path, configSchema)}`);
    } else {
      try {
        raw = withValue(raw, path, parseYaml(text, () => `--set ${shortened(setting)}`).value);
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

/** A copy with the value in its place; what is no mapping stays as it is, for `checkConfig` to tell. */
function withValue(raw: unknown, [key, ...rest]: readonly string[], value: unknown): unknown {
  if (key === undefined) return value;
  if (raw !== undefined && raw !== null && (typeof raw !== 'object' || Array.isArray(raw))) return raw;
  const mapping = new Map<string, unknown>(Object.entries(raw ?? {}));
  mapping.set(key, withValue(mapping.get(key), rest, value));
  return Object.fromEntries(mapping);
}
