/** The text of a config, YAML or JSON, with the place of each of its keys. */
import type { Where } from '../checks/problems.js';
import { visible } from '../text/visible.js';
import { parseYaml } from './yaml.js';

/** What a config file says, not checked yet, and the place of each of its keys. */
export interface LoadedConfig {
  readonly raw: unknown;
  readonly where: Where;
}

/** YAML, and so JSON, into plain values; `name` is what messages call it. */
export function parseConfig(text: string, name: string): LoadedConfig {
  const { value, lineOf } = parseYaml(text, (line) => `${visible(name)}:${line}`);
  const where: Where = (path) => {
    const line = lineOf(path);
    return line === undefined ? visible(name) : `${visible(name)}:${line}`;
  };
  return { raw: value, where };
}
