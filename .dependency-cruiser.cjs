/** The table of modules in docs/architecture.md, as a rule: each may import itself, `errors`, `random`, `event-loop`, `text` and what is listed. */
const modules = {
  expression: [],
  kernels: ['expression'],
  graph: ['kernels', 'expression'],
  models: ['graph'],
  data: ['kernels', 'files'],
  train: ['graph', 'models', 'kernels', 'expression'],
  solve: ['graph', 'models', 'data', 'kernels'],
  engines: ['train', 'data', 'solve', 'predict', 'graph', 'models', 'kernels'],
  checks: [],
  files: [],
  text: [],
  'graph-file': ['graph', 'expression', 'checks', 'files'],
  config: ['graph-file', 'models', 'checks', 'files'],
  'model-file': ['graph', 'graph-file', 'models', 'config', 'checks', 'files'],
  predict: ['graph', 'kernels', 'expression'],
  checkpoint: ['train', 'files', 'config'],
  explain: ['graph', 'models', 'model-file', 'data'],
  pipeline: [
    'kernels',
    'graph',
    'models',
    'data',
    'train',
    'solve',
    'engines',
    'graph-file',
    'config',
    'model-file',
    'predict',
    'checkpoint',
  ],
};

const moduleRules = Object.entries(modules).map(([name, allowed]) => ({
  name: `module-${name}`,
  severity: 'error',
  comment: `src/${name} may import only: errors, random, event-loop, text, ${allowed.join(', ')}`,
  from: { path: `^src/${name}/` },
  to: {
    path: '^src/',
    pathNot: `^src/(errors|random|event-loop)\\.ts$|^src/(${[name, 'text', ...allowed].join('|')})/`,
  },
}));

/** The folders of `solve`, as in docs/architecture.md: each may import itself and what is listed. */
const solveFolders = {
  arithmetic: [],
  matrices: [],
  passes: ['arithmetic', 'matrices'],
  exact: ['arithmetic', 'matrices', 'passes'],
  certificate: ['arithmetic', 'matrices', 'passes', 'exact'],
  statistics: ['arithmetic', 'passes', 'exact'],
};

const solveRules = Object.entries(solveFolders).map(([name, allowed]) => ({
  name: `solve-${name}`,
  severity: 'error',
  comment: `src/solve/${name} may import only these folders of src/solve: ${[name, ...allowed].join(', ')}`,
  from: { path: `^src/solve/${name}/` },
  to: { path: '^src/solve/', pathNot: `^src/solve/(${[name, ...allowed].join('|')})/` },
}));

const onlyIn = (name, packages, where) => ({
  name,
  severity: 'error',
  from: { path: '^src/', pathNot: where },
  to: { path: `node_modules/(${packages})/` },
});

module.exports = {
  forbidden: [
    ...moduleRules,
    ...solveRules,
    { name: 'no-cycles', severity: 'error', from: {}, to: { circular: true } },
    {
      name: 'single-files-stand-alone',
      severity: 'error',
      from: { path: '^src/(errors|random|event-loop)\\.ts$' },
      to: { path: '^src/', pathNot: '^src/text/' },
    },
    {
      name: 'the-library-does-not-import-the-command-line',
      severity: 'error',
      from: { path: '^src/index\\.ts$' },
      to: { path: '^src/cli/' },
    },
    {
      name: 'known-modules-only',
      severity: 'error',
      from: { path: '^src/' },
      to: {
        path: '^src/',
        pathNot: `^src/(errors|random|event-loop|index)\\.ts$|^src/(${Object.keys(modules).join('|')}|cli)/`,
      },
    },
    onlyIn('piscina-in-engines-only', 'piscina', '^src/engines/'),
    onlyIn('rxjs-in-pipeline', 'rxjs', '^src/(pipeline|cli)/|^src/index\\.ts$'),
    onlyIn('yargs-in-cli', 'yargs', '^src/cli/'),
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
  },
};
