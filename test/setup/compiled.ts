/**
 * Tests run the sources, but two files that the sources load from beside them exist only compiled: the kernels and what
 * worker threads run. In tests, `new URL('….wasm', import.meta.url)` leads to a file in a cache, compiled from the current
 * sources when the first test needs it. All of it happens in vitest's main process.
 */
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { build } from 'esbuild';
import type { Plugin } from 'vite';
import { compileKernels, root, workerBundle } from '../../scripts/compile.mjs';
import { filesIn, fingerprint, kernelSources } from '../../scripts/fingerprint.mjs';

interface Compiled {
  readonly path: string;
  /** Whose changes make it outdated. */
  readonly sources: readonly string[];
}

const cache = join(root, 'node_modules', '.cache', 'chainrule');
const week = 7 * 24 * 60 * 60 * 1000;
const writing = new Map<string, Promise<string>>();

/** A file of the cache, written unless it is there. Its name holds the hash of what it is made from. */
function cached(name: string, hash: string, write: (path: string) => unknown): Promise<string> {
  const path = join(cache, `${hash.slice(0, 16)}-${name}`);
  const make = async () => {
    if (existsSync(path)) return path;
    mkdirSync(cache, { recursive: true });
    // Another vitest may write the same file at this moment: each renames one of its own.
    const own = `${path}.${process.pid}`;
    await write(own);
    renameSync(own, path);
    for (const old of readdirSync(cache).map((each) => join(cache, each)))
      if (Date.now() - statSync(old).mtimeMs > week) rmSync(old, { force: true });
    return path;
  };
  const written = writing.get(path) ?? make().finally(() => writing.delete(path));
  writing.set(path, written);
  return written;
}

async function kernels(): Promise<Compiled> {
  const path = await cached('kernels.wasm', fingerprint(root, kernelSources), compileKernels);
  return { path, sources: filesIn(join(root, 'assembly')) };
}

async function worker(): Promise<Compiled> {
  const { outputFiles, metafile } = await build({ ...workerBundle, write: false, metafile: true });
  const [text = ''] = outputFiles.map((file) => file.text);
  const hash = createHash('sha256').update(text).digest('hex');
  const path = await cached('worker.cjs', hash, (own) => writeFileSync(own, text));
  return { path, sources: Object.keys(metafile.inputs).map((file) => join(root, file)) };
}

/** Where the sources look for each, and how it is made. */
const compiled = new Map<string, () => Promise<Compiled>>([
  [join(root, 'src/kernels/kernels.wasm'), kernels],
  [join(root, 'src/engines/threads/worker.cjs'), worker],
]);

export function compiledFiles(): Plugin {
  return {
    name: 'chainrule:compiled-files',
    enforce: 'pre',
    async transform(code, id) {
      let result = code;
      for (const [text, relative = ''] of code.matchAll(/new URL\('([^']+)', import\.meta\.url\)/g)) {
        const made = await compiled.get(resolve(dirname(id), relative))?.();
        if (made === undefined) continue;
        result = result.replace(text, `new URL('${pathToFileURL(made.path)}')`);
        for (const source of made.sources) this.addWatchFile(source);
      }
      return result === code ? undefined : { code: result, map: null };
    },
  };
}
