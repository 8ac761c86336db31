/** Checks a config once, at the door: the public one with everything optional becomes one with everything present. */
import type * as z from 'zod';
import { inOrder, mismatch, type Problem, problemLines, problemsOf, type Where } from '../checks/problems.js';
import { ConfigError } from '../errors.js';
import { type GraphObject, readGraphObject } from '../graph-file/graph-object.js';
import { type GraphFile, graphRecord } from '../graph-file/graph-template.js';
import { graphCapabilities } from '../models/custom-graph.js';
import { capabilitiesOf, kindOf, type ModelName } from '../models/kinds.js';
import { quoted } from '../text/visible.js';
import { configSchema } from './config-schema.js';
import { otherNames } from './other-names.js';
import { misfit, type RowSizes, withDefaultRows } from './row-sizes.js';
import { beyondModel, solverContradictions } from './solver-checks.js';

type Input = z.input<typeof configSchema>;
type Parsed = z.output<typeof configSchema>;

/**
 * A config as users write it: everything but `model` and `target` is optional. A graph of one's own is a path, or in
 * the library an object.
 */
export type PublicConfig = Omit<Input, 'model'> & {
  readonly model: ModelName | { readonly graph: string | GraphObject };
};

/** The config itself: for editors and compilers to check and complete what is in it. */
export function defineConfig(config: PublicConfig): PublicConfig {
  return config;
}

/** Which columns to learn from: these, or every column but the target and these. */
export type Features = { readonly include: readonly string[] } | { readonly exclude: readonly string[] };

interface BuiltInChoice {
  readonly model: ModelName;
  readonly intercept: boolean;
  /** λ; 0 for a model without a penalty. */
  readonly l2Reg: number;
}

/** A graph of one's own has its constants and parameters in itself. */
interface GraphChoice {
  readonly model: { readonly graph: GraphFile };
  readonly intercept?: never;
  readonly l2Reg?: never;
}

interface Common
  extends Omit<Parsed, 'features' | 'model' | 'intercept' | 'l2Reg' | keyof RowSizes>,
    RowSizes {
  readonly features: Features;
}

/**
 * A checked config. What depends on the rows is absent unless it was given: solver, sgd and stop are completed by
 * `resolveConfig` once their number is known.
 */
export type Config = Common & (BuiltInChoice | GraphChoice);

/** What of a config can change the result: all but how the work is spread over the machine, and where a graph file lay. */
export function resultConfig(config: Config): object {
  const { workers: _w, memory: _m, ...rest } = config;
  if (typeof rest.model === 'string') return rest;
  return { ...rest, model: { graph: graphRecord(rest.model.graph) } };
}

/**
 * The config with its defaults; throws a `ConfigError` with one line for every problem, and a `GraphError` for a wrong
 * graph. `source` is the name of the file, or gives the place of each key (`LoadedConfig.where`). A graph file must have
 * been read before (`withGraphFile`).
 */
export function checkConfig(raw: unknown, source: string | Where = ''): Config {
  const { named, graph } = withoutGraph(raw);
  const parsed = configSchema.safeParse(named);
  const problems = [
    ...(parsed.success ? [] : problemsOf(parsed.error, named, configSchema, otherNames)),
    ...contradictions(raw),
    ...(Array.isArray(graph) ? graph : []),
  ];
  if (!parsed.success || problems.length > 0 || Array.isArray(graph)) {
    const where = typeof source === 'string' ? () => source : source;
    throw new ConfigError('CONFIG_INVALID', problemLines(inOrder(problems, raw), where));
  }
  const { features: choice = {}, model, intercept, l2Reg, ...rest } = parsed.data;
  const { include, exclude } = Array.isArray(choice) ? { include: choice, exclude: undefined } : choice;
  const kind = kindOf(model);
  const common = {
    ...rest,
    ...withDefaultRows(rest),
    features: include !== undefined ? { include } : { exclude: exclude ?? [] },
  };
  if (typeof model === 'string') return { model, ...common, intercept, l2Reg: l2Reg ?? kind?.l2Reg ?? 0 };
  if (graph === undefined) {
    const text = `the file ${model.graph} has not been read; use readConfig, or pass the result of parseGraphFile`;
    throw new ConfigError('CONFIG_GRAPH_NOT_READ', `model.graph: ${text}`);
  }
  return { model: { graph }, ...common };
}

/** The config with a graph's name in place of the graph, as the schema knows it; and the graph, or its problems. */
function withoutGraph(raw: unknown): { named: unknown; graph: GraphFile | Problem[] | undefined } {
  const { model } = asMapping(raw);
  const { graph: object } = asMapping(model);
  if (typeof object !== 'object' || object === null || Array.isArray(object))
    return { named: raw, graph: undefined };
  const named = { ...asMapping(raw), model: { ...asMapping(model), graph: 'graph' } };
  const graph = readGraphObject(object);
  if (!Array.isArray(graph)) return { named, graph };
  const within = graph.map(({ path, text }) => ({ path: ['model', 'graph', ...path], text }));
  return { named, graph: within };
}

/** What is wrong between keys; the values are not checked yet. */
function contradictions(raw: unknown): Problem[] {
  const problems: Problem[] = [];
  const { model, target, l2Reg, features, solver, sgd, stop, blockRows, shardRows } = asMapping(raw);
  problems.push(...misfit(blockRows, shardRows));
  problems.push(...solverContradictions(solver, asMapping(sgd), asMapping(stop)));
  const kind = kindOf(model);
  if (kind?.l2Reg === null && typeof l2Reg === 'number' && l2Reg > 0) {
    const text = `${mismatch(`0 or no l2Reg with model: ${kind.name}`, l2Reg)}; use model: ridge for a penalty`;
    problems.push({ path: ['l2Reg'], text });
  }
  const isGraph = asMapping(model)['graph'] !== undefined;
  if (isGraph) problems.push(...notWithGraphs(asMapping(raw)));
  const known = isGraph ? graphCapabilities : kind && capabilitiesOf(kind);
  if (known) problems.push(...beyondModel(known, solver, asMapping(sgd), asMapping(stop)));
  const lists = Array.isArray(features) ? { include: features } : asMapping(features);
  for (const [list, names] of Object.entries(lists)) {
    if (!Array.isArray(names)) continue;
    const seen = new Set<string>();
    for (const [i, name] of names.entries()) {
      if (typeof name !== 'string') continue;
      const path = Array.isArray(features) ? ['features', i] : ['features', list, i];
      const text = `the column ${quoted(name)}`;
      if (seen.has(name)) {
        problems.push({ path, text: `${text} is listed twice` });
      } else if (list === 'include' && name === target) {
        problems.push({ path, text: `${text} is the target; it cannot also be a feature` });
      }
      seen.add(name);
    }
  }
  return problems;
}

/** A graph of one's own carries its own constants and parameters; these keys would change nothing. */
function notWithGraphs({ l2Reg, intercept }: Record<string, unknown>): Problem[] {
  const says = {
    l2Reg:
      'not allowed with a custom graph, which has its own constants; write λ in the graph file, as in l2Penalty(w, lambda=0.01), and remove this key',
    intercept:
      'not allowed with a custom graph, which declares its own parameters; declare an intercept in the graph file as a parameter of shape [], as b in affine(w, x, b), and remove this key',
  };
  const problems: Problem[] = [];
  const refuse = (key: keyof typeof says) => problems.push({ path: [key], text: says[key] });
  if (l2Reg !== undefined) refuse('l2Reg');
  if (intercept !== undefined) refuse('intercept');
  return problems;
}

function asMapping(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : {};
}
