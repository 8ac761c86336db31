/** What a model file says about the run that made it, under `run`: nothing that a result depends on. */
import { availableParallelism, cpus, totalmem } from 'node:os';

/** Of this package; a test compares it with package.json. */
export const version = '0.1.0';

export interface RunFacts {
  /** The version of chainrule. */
  readonly chainrule: string;
  /** The version of Node. */
  readonly node: string;
  /** When the run began: ISO 8601, in UTC. */
  readonly started: string;
  readonly seconds: number;
  readonly workers: number;
  /** As configured. */
  readonly memory: string;
  readonly host: {
    /** E.g. `linux x64`. */
    readonly platform: string;
    /** The model of the processor, where the system knows it. */
    readonly cpu?: string;
    /** Threads that can run at the same time. */
    readonly cpus: number;
    /** Bytes. */
    readonly memory: number;
  };
}

export function runFacts(given: Pick<RunFacts, 'started' | 'seconds' | 'workers' | 'memory'>): RunFacts {
  const { platform, arch, versions } = process;
  const cpu = cpus()[0]?.model.trim();
  return {
    chainrule: version,
    node: versions.node,
    ...given,
    host: {
      platform: `${platform} ${arch}`,
      ...(cpu !== undefined && cpu !== '' && { cpu }),
      cpus: availableParallelism(),
      memory: totalmem(),
    },
  };
}
