/** What a model file says in two places must be the same, and its graph must take its features and parameters. */
import type * as z from 'zod';
import type { KeyPath } from '../checks/keys.js';
import { GraphError } from '../errors.js';
import { sameShape, sizeOf } from '../graph/definition.js';
import { compile, type Program, type ProgramNode } from '../graph/program.js';
import type { Roles } from '../models/model.js';
import { fingerprint, fingerprintOfParameters, firstFingerprint } from './fingerprint.js';
import { parameter as parameterSchema } from './graph-schema.js';
import type { Feature, LinearFeature, ModelFile, Parameter } from './model-file.js';
import type { firstLinearModelSchema, graphModelSchema, linearModelSchema } from './model-schema.js';

type Parsed = z.output<typeof linearModelSchema | typeof firstLinearModelSchema | typeof graphModelSchema>;
type Fail = (path: KeyPath, text: string) => Error;

/**
 * The model with its maps made anew from the lists (zod leaves out a column called `__proto__`); `raw` is what it was
 * parsed from. Throws what `fail` makes of the first contradiction.
 */
export function checkConsistency(parsed: Parsed, raw: object, fail: Fail): ModelFile {
  const { features } = parsed;
  const names = new Set(features.map(({ name }) => name));
  if (names.size < features.length) throw fail(['features'], 'two features have the same name');
  const standardization = byName(features, ({ mean, scale }) => ({ mean, scale }));
  checkCopy(raw, 'standardization', standardization, fail);
  const program = compiled(parsed, fail);
  checkRoles(program, parsed.roles, features.length, fail);

  if ('parameters' in parsed) {
    const parameters = parametersOf(program, Reflect.get(raw, 'parameters'), fail);
    const values = [...parameters.values()].map((parameter) => parameter.values);
    checkFingerprint(parsed.fingerprint, fingerprintOfParameters(values), fail);
    return { ...parsed, standardization, parameters: Object.fromEntries(parameters) };
  }
  if (parsed.roles.linear === undefined)
    throw fail(['roles', 'linear'], 'a model with weights needs this role');
  const weights = byName(parsed.features, ({ weight }) => weight);
  checkCopy(raw, 'weights', weights, fail);
  const list = parsed.features.map(({ weight }) => weight);
  if (parsed.version === 1) {
    checkFingerprint(parsed.fingerprint, firstFingerprint(parsed.intercept, list), fail);
    return { ...parsed, weights, standardization };
  }
  const means = parsed.features.map(({ mean }) => mean);
  checkIntercept(parsed, fail);
  checkFingerprint(parsed.fingerprint, fingerprint(parsed.atMeans, list, means), fail);
  return { ...parsed, weights, standardization };
}

/** The intercept is a copy too, up to the rounding of atMeans − Σ weight · mean. */
function checkIntercept(
  { intercept, atMeans, features }: { intercept: number | null; atMeans: number; features: LinearFeature[] },
  fail: Fail,
): void {
  let distance = (intercept ?? 0) - atMeans;
  let size = Math.abs(intercept ?? 0) + Math.abs(atMeans);
  for (const { weight, mean } of features) {
    distance += weight * mean;
    size += Math.abs(weight * mean);
  }
  if (Math.abs(distance) > (features.length + 8) * 2 ** -50 * size)
    throw fail(['intercept'], 'this differs from atMeans − Σ weight · mean');
}

/** An object with own properties for all names, `__proto__` too. */
function byName<F extends Feature, T>(features: readonly F[], value: (feature: F) => T): Record<string, T> {
  return Object.fromEntries(features.map((feature) => [feature.name, value(feature)]));
}

function checkCopy(raw: object, key: string, expected: Record<string, unknown>, fail: Fail): void {
  const copy: unknown = Reflect.get(raw, key);
  const entries = Object.entries(Object(copy));
  const differs = ([name, value]: [string, unknown]) =>
    !Object.hasOwn(expected, name) || !sameMembers(value, expected[name]);
  if (entries.length !== Object.keys(expected).length || entries.some(differs)) {
    throw fail([key], 'this copy differs from the list of features');
  }
}

function sameMembers(a: unknown, b: unknown): boolean {
  if (typeof b !== 'object' || b === null) return a === b;
  return Object.entries(b).every(([name, value]) => Reflect.get(Object(a), name) === value);
}

function compiled({ graph }: Parsed, fail: Fail): Program {
  try {
    return compile(graph);
  } catch (error) {
    if (error instanceof GraphError) throw fail(['graph'], error.message);
    throw error;
  }
}

function checkRoles(program: Program, roles: Roles, features: number, fail: Fail): void {
  const node = (role: 'input' | 'outcome' | 'prediction'): ProgramNode => {
    const found = program.nodes.find(({ name }) => name === roles[role]);
    if (found === undefined) throw fail(['roles', role], `the graph has no node "${roles[role]}"`);
    return found;
  };
  const input = node('input');
  if (input.definition.op !== 'input' || input.size !== features) {
    throw fail(['roles', 'input'], `"${input.name}" is not an input of ${features} numbers, one per feature`);
  }
  if (node('outcome').definition.op !== 'input')
    throw fail(['roles', 'outcome'], 'this node is not an input');
  if (node('prediction').size !== 1) throw fail(['roles', 'prediction'], 'this node is not a scalar');
}

/** In the order of the definition. */
function parametersOf(program: Program, raw: unknown, fail: Fail): Map<string, Parameter> {
  const nodes = program.definition.nodes.filter(({ op }) => op === 'parameter');
  const given: object = Object(raw);
  const parameters = new Map<string, Parameter>();
  for (const { name, shape = [] } of nodes) {
    const path = ['parameters', name];
    const parsed = parameterSchema.safeParse(
      Object.hasOwn(given, name) ? Reflect.get(given, name) : undefined,
    );
    if (!parsed.success) throw fail(path, 'expected the shape and values of this parameter');
    if (!sameShape(parsed.data.shape, shape) || parsed.data.values.length !== sizeOf(shape)) {
      throw fail(path, `expected shape [${shape.join(', ')}] and ${sizeOf(shape)} values, as in the graph`);
    }
    parameters.set(name, parsed.data);
  }
  const unknown = Object.keys(given).find((name) => !parameters.has(name));
  if (unknown !== undefined) throw fail(['parameters', unknown], 'the graph has no such parameter');
  return parameters;
}

function checkFingerprint(stated: string, computed: string, fail: Fail): void {
  if (stated === computed) return;
  const text = `the parameters do not match this fingerprint; theirs is ${computed}`;
  throw fail(['fingerprint'], text);
}
