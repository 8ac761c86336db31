/**
 * What is published of the code: the library and the executables in one bundle, whose parts they share. Reading hundreds of
 * small modules takes longer than training on a small file. The kernels and what worker threads run are inside, so that
 * programs which use the library can be bundled again into one file.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { brotliCompressSync } from 'node:zlib';
import { build } from 'esbuild';
import { bundled, entryOf, root, workerBundle } from './compile.mjs';

/**
 * Published code is as small as it can be. A defect prints where it is in a bundle, which `npm run build` of the same version
 * makes again.
 */
const published = { minifyIdentifiers: true };

/** Stays a package: pictures are drawn rarely, and its layout engine is larger than all else. */
const pictures = '@viz-js/viz';

const textOf = (path) => readFileSync(path, 'utf8');

/** Fails the build where a file has changed so that what is replaced is not there, or is there twice. */
function replaced(path, text, replacement) {
  const parts = textOf(path).split(text);
  if (parts.length !== 2) throw new Error(`${path}: expected once, found ${parts.length - 1} times: ${text}`);
  return parts.join(replacement);
}

/**
 * rxjs stays a package: users apply its operators to what `train` returns, and its types are part of ours. Only the modules
 * of it that are used are imported; its index takes longer to load than training on a small file.
 */
const partsOfRxjs = {
  name: 'parts-of-rxjs',
  setup({ onResolve, onLoad }) {
    const path = entryOf('rxjs', 'dist/esm/index.js');
    onResolve({ filter: /^rxjs$/ }, () => ({ path, namespace: 'rxjs', sideEffects: false }));
    onLoad({ filter: /.*/, namespace: 'rxjs' }, () => ({
      contents: textOf(path)
        .replaceAll("'./internal/", "'rxjs/internal/")
        .replace("export * from 'rxjs/internal/types';", ''),
    }));
    onResolve({ filter: /^rxjs\/internal\// }, (each) => ({
      path: each.path,
      external: true,
      sideEffects: false,
    }));
  },
};

/** Packages in the older module form ask for Node's modules by `require`, which bundles in the newer form do not have. */
const importsOfNode = {
  name: 'imports-of-node',
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /^node:/ }, ({ kind, path }) =>
      kind === 'require-call' ? { path, namespace: 'required' } : undefined,
    );
    onLoad({ filter: /.*/, namespace: 'required' }, ({ path }) => ({
      contents: `export * from '${path}'; export { default } from '${path}';`,
    }));
  },
};

/** The kernels, as bytes in the code. */
const kernelsInside = (kernels) => ({
  name: 'kernels-inside',
  setup({ onLoad }) {
    onLoad({ filter: /\/src\/kernels\/kernel-module\.ts$/ }, ({ path }) => ({
      contents: `import kernelBytes from '${kernels}';\n${replaced(path, "readFileSync(new URL('./kernels.wasm', import.meta.url))", 'kernelBytes')}`,
      loader: 'ts',
    }));
  },
});

/**
 * What a thread of the pool runs, as text: piscina's own loop, with our handler in place of one that it would load from a
 * file.
 */
async function workerText() {
  const handler = join(root, 'src/engines/threads/worker.ts');
  const handlerInside = {
    name: 'handler-inside',
    setup({ onLoad }) {
      onLoad({ filter: /\/piscina\/dist\/worker\.js$/ }, ({ path }) => ({
        contents: replaced(path, '__importStar(require(s))', `require('${handler}')`),
      }));
    },
  };
  const { outputFiles, metafile } = await build({
    ...workerBundle,
    ...published,
    // Not among what the package exports.
    entryPoints: ['node_modules/piscina/dist/worker.js'],
    // Adopts the kernels that the calling thread has compiled, and so looks for no file.
    define: { 'import.meta.url': '"worker:"' },
    banner: {},
    // Only for threads of another priority.
    external: ['@napi-rs/nice'],
    plugins: [handlerInside],
    write: false,
    metafile: true,
  });
  return { text: outputFiles[0].text, metafile };
}

/** Threads that start from text in place of piscina's file. It is compressed: it is a quarter of the package. */
const threadsFromText = (text) => ({
  name: 'threads-from-text',
  setup({ onResolve, onLoad }) {
    onLoad({ filter: /\/piscina\/dist\/index\.js$/ }, ({ path }) => ({
      contents: replaced(path, "(0, node_path_1.resolve)(__dirname, 'worker.js')", "require('worker-text')"),
    }));
    onLoad({ filter: /\/piscina\/dist\/worker_pool\/index\.js$/ }, ({ path }) => ({
      contents: replaced(
        path,
        'Worker(filename, workerOpts)',
        // The text is CommonJS, whatever --input-type the process was started with; flags of V8 hold for all threads.
        "Worker(filename, { ...workerOpts, eval: true, execArgv: ['--input-type=commonjs'] })",
      ),
    }));
    onResolve({ filter: /^worker-text$/ }, ({ path }) => ({ path, namespace: 'worker-text' }));
    onLoad({ filter: /.*/, namespace: 'worker-text' }, () => ({
      contents: `const { brotliDecompressSync } = require('node:zlib');
        const compressed = Buffer.from('${brotliCompressSync(text).toString('base64')}', 'base64');
        module.exports = brotliDecompressSync(compressed).toString();`,
    }));
    onLoad({ filter: /\/src\/engines\/threads\/threads\.ts$/ }, ({ path }) => ({
      // The handler is in the text; the pool only passes its name on.
      contents: replaced(path, "new URL('./worker.cjs', import.meta.url)", "new URL('file:///worker')"),
      loader: 'ts',
    }));
  },
});

/**
 * Bundles into `outdir`, and returns the paths of all modules inside.
 * @param {{ outdir: string, kernels: string, write?: boolean }} options
 */
export async function bundle({ outdir, kernels, write = true }) {
  const worker = await workerText();
  const { metafile } = await build({
    ...bundled,
    ...published,
    entryPoints: {
      index: 'src/index.ts',
      'cli/train': 'src/cli/train.ts',
      'cli/chainrule': 'src/cli/chainrule.ts',
      'predict/index': 'src/predict/index.ts',
      'predict/linear-predictor': 'src/predict/linear-predictor.ts',
    },
    outdir,
    chunkNames: 'chunks/[hash]',
    splitting: true,
    format: 'esm',
    external: [pictures],
    loader: { '.wasm': 'binary' },
    alias: {
      // Its form for browsers is the newer one, of which only what is used is taken.
      yaml: entryOf('yaml', 'browser/index.js'),
      'string-width': join(root, 'scripts/string-width.mjs'),
    },
    plugins: [partsOfRxjs, importsOfNode, kernelsInside(kernels), threadsFromText(worker.text)],
    write,
    metafile: true,
  });
  return [metafile, worker.metafile].flatMap(({ outputs }) =>
    Object.values(outputs).flatMap(({ inputs }) =>
      Object.entries(inputs)
        // Modules that are made above have a namespace in front, as in `rxjs:…`.
        .filter(([path, { bytesInOutput }]) => bytesInOutput > 0 && !path.includes(':'))
        .map(([path]) => path),
    ),
  );
}
