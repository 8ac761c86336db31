/** Before tests of the built package: builds it where it is not up to date, and tells the tests where it is. */
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { TestProject } from 'vitest/node';

declare module 'vitest' {
  interface ProvidedContext {
    /** The folder of the built package; only in tests that vitest.config.ts names as tests of it. */
    readonly dist: string;
  }
}

const at = (path: string) => fileURLToPath(new URL(`../../${path}`, import.meta.url));

function build(): void {
  const { status } = spawnSync(process.execPath, [at('scripts/prepare.mjs')], { stdio: 'inherit' });
  if (status !== 0) throw new Error('the package cannot be built; what is wrong is above');
}

export default function setup(project: TestProject): void {
  build();
  project.provide('dist', at('dist'));
  project.onTestsRerun((specifications) => {
    if (specifications.some((each) => each.project === project)) build();
  });
}
