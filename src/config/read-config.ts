/** Config files, YAML or JSON: read, laid over with `--set` and checked. */
import { dirname } from 'node:path';
import { ConfigError } from '../errors.js';
import { readText } from '../files/read-text.js';
import { type Config, checkConfig } from './check-config.js';
import { type LoadedConfig, parseConfig } from './parse-config.js';
import { applySettings } from './settings.js';
import { withGraphFile } from './with-graph-file.js';

/** The checked config of a file with `--set` settings laid over it, and with its graph file read. */
export async function readConfig(path: string, settings: readonly string[] = []): Promise<Config> {
  const { raw, where } = await withGraphFile(applySettings(await loadConfig(path), settings), dirname(path));
  return checkConfig(raw, where);
}

/** Throws a `MissingInputError`, `PermissionError` or `ConfigError`. */
async function loadConfig(path: string): Promise<LoadedConfig> {
  const text = await readText(path, 'config file');
  if (text === undefined) throw new ConfigError('CONFIG_SYNTAX', `${path}: expected text in UTF-8`);
  return parseConfig(text, path);
}
