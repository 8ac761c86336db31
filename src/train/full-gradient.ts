/** ∇J over all rows trained on, from a pass of any engine: its norm, and the anchor of SVRG. */
import { ParametersPass, sumsIn } from '../graph/split.js';
import type { Engine } from './engine.js';
import { trainingRows } from './evaluation.js';
import { norm } from './sums.js';

export class FullGradient {
  readonly #engine: Engine;
  /** What depends on parameters alone is computed here, once, not by the engine. */
  readonly #parameters: ParametersPass;

  constructor(engine: Engine) {
    this.#engine = engine;
    this.#parameters = new ParametersPass(engine.program);
  }

  /** ∇J at θ; NaN where J is not finite. The array is good until the next call. */
  async at(theta: Float64Array): Promise<Float64Array> {
    const { job } = this.#engine;
    const pass = this.#parameters;
    const sums = await this.#engine.pass('gradient', trainingRows(job), theta);
    pass.valuesAt(theta);
    const finite = pass.finish([sumsIn(pass.cut, sums)], job.rows);
    return finite ? pass.gradient() : pass.gradient().fill(Number.NaN);
  }

  /** Makes θ the anchor of SVRG: θ̃ = θ, with the gradient there. */
  async setAnchor(): Promise<void> {
    const { theta, anchor, anchorGradient } = this.#engine.state;
    anchorGradient?.set(await this.at(theta));
    anchor?.set(theta);
  }
}

/** ‖∇J‖ over the rows trained on; NaN where J is not finite. */
export async function gradientNorm(engine: Engine, parameters: Float64Array): Promise<number> {
  return norm(await new FullGradient(engine).at(parameters));
}
