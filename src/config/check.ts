/** Checks a config once, at the door: the public one with everything optional becomes one with everything present. */
import type * as z from 'zod';
import { ConfigError } from '../errors.js';
import { inOrder, mismatch, type Problem, problemLines, problemsOf, type Where } from './problems.js';
import { configSchema } from './schema.js';
import { type SolverConfig, solverContradictions, withSolverDefaults } from './solver-checks.js';

/** A config as users write it: everything but `model` and `target` is optional. */
export type PublicConfig = z.input<typeof configSchema>;

type Parsed = z.output<typeof configSchema>;

/** Which columns to learn from: these, or every column but the target and these. */
export type Features = { readonly include: readonly string[] } | { readonly exclude: readonly string[] };

/** A checked config with everything present. */
export type Config = Omit<Parsed, 'features' | 'l2Reg' | keyof SolverConfig> &
  SolverConfig & {
    readonly features: Features;
    /** λ; 0 for least squares. */
    readonly l2Reg: number;
  };

const ridgeL2Reg = 0.01;

/** What of a config can change the result: all but how the work is spread over the machine. */
export type ResultConfig = Omit<Config, 'workers' | 'memory'>;

export function resultConfig(config: Config): ResultConfig {
  const { workers: _w, memory: _m, ...rest } = config;
  return rest;
}

/**
 * The config with its defaults; throws a `ConfigError` with one line for every problem. `source` is the name of the
 * file, or gives the place of each key (`LoadedConfig.where`).
 */
export function checkConfig(raw: unknown, source: string | Where = ''): Config {
  const parsed = configSchema.safeParse(raw);
  const problems = [
    ...(parsed.success ? [] : problemsOf(parsed.error, raw, configSchema)),
    ...contradictions(raw),
  ];
  if (!parsed.success || problems.length > 0) {
    const where = typeof source === 'string' ? () => source : source;
    throw new ConfigError('CONFIG_INVALID', problemLines(inOrder(problems, raw), where));
  }
  const { features: { include, exclude } = {}, l2Reg = defaultL2Reg(parsed.data), ...rest } = parsed.data;
  const features = include !== undefined ? { include } : { exclude: exclude ?? [] };
  return { ...rest, ...withSolverDefaults(rest), features, l2Reg };
}

function defaultL2Reg({ model }: Pick<Parsed, 'model'>): number {
  return model === 'ridge' ? ridgeL2Reg : 0;
}

/** What is wrong between keys; the values are not checked yet. */
function contradictions(raw: unknown): Problem[] {
  const problems: Problem[] = [];
  const { model, target, l2Reg, features, solver, sgd, stop } = asMapping(raw);
  problems.push(...solverContradictions(solver, asMapping(sgd), asMapping(stop)));
  if (model === 'least-squares' && typeof l2Reg === 'number' && l2Reg > 0) {
    const text = `${mismatch('0 or no such key with model: least-squares', l2Reg)}; use model: ridge for a penalty`;
    problems.push({ path: ['l2Reg'], text });
  }
  for (const [list, names] of Object.entries(asMapping(features))) {
    if (!Array.isArray(names)) continue;
    const seen = new Set<string>();
    for (const [i, name] of names.entries()) {
      if (typeof name !== 'string') continue;
      const path = ['features', list, i];
      const text = `the column ${JSON.stringify(name)}`;
      if (seen.has(name)) {
        problems.push({ path, text: `${text} is listed twice` });
      } else if (list === 'include' && name === target) {
        problems.push({ path, text: `${text} is the target; it cannot be a feature as well` });
      }
      seen.add(name);
    }
  }
  return problems;
}

function asMapping(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : {};
}
