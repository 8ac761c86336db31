/** Config files, YAML or JSON: read, laid over with `--set` and checked. */
import { dirname } from 'node:path';
import { ConfigError } from '../errors.js';
import { readText } from '../files/read-text.js';
import { quoted, visible } from '../text/visible.js';
import { type Config, checkConfig } from './check-config.js';
import { type LoadedConfig, parseConfig } from './parse-config.js';
import { applySettings } from './settings.js';
import { withGraphFile } from './with-graph-file.js';

/**
 * The checked config of a file with `--set` settings laid over it, and with its graph file read. `before` gets the path of
 * the graph file, where there is one, before it is read, and may throw.
 */
export async function readConfig(
  path: string,
  settings: readonly string[] = [],
  before: (graphFile: string) => void = () => undefined,
): Promise<Config> {
  const loaded = applySettings(await loadConfig(path), settings);
  const { raw, where } = await withGraphFile(loaded, dirname(path), before);
  return checkConfig(raw, where);
}

/** Throws a `MissingInputError`, `PermissionError` or `ConfigError`. */
async function loadConfig(path: string): Promise<LoadedConfig> {
  const text = await readText(path, { what: 'config file', mostMegabytes: 4 });
  if (text === undefined) throw new ConfigError('CONFIG_SYNTAX', `${visible(path)}: expected text in UTF-8`);
  const line = tableLine(text);
  if (line !== undefined) {
    const what = `expected a config, got what looks like a table: its first line is ${quoted(line)}`;
    throw new ConfigError('CONFIG_IS_A_TABLE', `${visible(path)}: ${what}`);
  }
  return parseConfig(text, path);
}

/** The first line, where it has separators but no colon: the config of no key, the header of a table. */
function tableLine(text: string): string | undefined {
  const [line = ''] = /^.+$/m.exec(text.slice(0, 10_000)) ?? [];
  return /^[^#:{[]*[,;\t|][^:]*$/.test(line) ? line : undefined;
}
