/** What `--help` says below the flags: the keys of a config, and the exit statuses. */
import { keyPaths, pathText } from '../checks/keys.js';
import { configSchema } from '../config/config-schema.js';

const statuses: readonly (readonly [string, string])[] = [
  ['0', 'done'],
  ['1', 'internal error'],
  ['64', 'wrong command line'],
  ['65', 'wrong data or model file'],
  ['66', 'no such file'],
  ['70', 'training failed'],
  ['73', 'cannot write the output'],
  ['74', 'a read or write failed'],
  ['75', 'no threads left, try again later'],
  ['77', 'no permission'],
  ['78', 'wrong config or graph file'],
  ['128+n', 'ended by signal n'],
];

const commandsWithConfig = ['train', 'explain', 'graph', 'check', 'jacobian'];

export function epilogue(command: string | undefined): string {
  const keys = keyPaths(configSchema).map(pathText);
  const config =
    command === undefined || commandsWithConfig.includes(command)
      ? [`Config keys: ${keys.join(', ')}. README.md and docs/config.schema.json describe them.`]
      : [];
  return [
    ...config,
    `Exit status: ${statuses.map(([status, text]) => `${status} ${text}`).join(', ')}.`,
  ].join('\n\n');
}
