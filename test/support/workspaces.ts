/** Workspaces for tests alone. */
import { recorderOver } from '#chainrule/kernels/tape/recorder.js';
import { type Workspace, workspaceOver } from '#chainrule/kernels/workspace.js';

/** One whose tapes are compiled however short they are played. */
export function compilingWorkspace(memory: WebAssembly.Memory): Workspace {
  const workspace = workspaceOver(memory);
  return { ...workspace, kernels: { ...workspace.kernels, recorder: () => recorderOver(memory, 0) } };
}
