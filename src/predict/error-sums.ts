/** Sums of the errors of predictions, for all that is said of them: by training at its end, and by an evaluation. */
import { errorsOfProbabilities, errorsOfResiduals, errorsOfValues } from '../expression/arithmetic.js';
import type { Code } from '../expression/code.js';
import type { Kernels } from '../kernels/kernels.js';

export interface EvaluatedPredictions {
  readonly rows: number;
  readonly outcomes: Float64Array;
  readonly predictions: Float64Array;
  /** J of each row. */
  readonly objectives: Float64Array;
  /** Whether a prediction is the probability that the outcome is 1. */
  readonly areProbabilities: boolean;
}

/** Arrays that it is given lie where the kernels work. */
export class ErrorSums {
  readonly #kernels: Kernels;
  readonly #floats: (name: string, length: number) => Float64Array;
  readonly #sum: Float64Array;

  /** `floats` gives an array where the kernels work, the same one for the same name. */
  constructor(kernels: Kernels, floats: (name: string, length: number) => Float64Array) {
    this.#kernels = kernels;
    this.#floats = floats;
    this.#sum = floats('sum of errors', 1);
  }

  /** Over the rows of a linear model, whose J follows from them: 0, Σr² and Σ|r|. */
  ofResiduals(rows: number, residuals: Float64Array): Float64Array {
    return this.#sums(rows, errorsOfResiduals, [residuals], undefined);
  }

  /** ΣJ, Σ(y − ŷ)² and Σ|y − ŷ|; of probabilities also the sum of their log losses, and how many are right. */
  ofPredictions(evaluated: EvaluatedPredictions): Float64Array {
    const { rows, outcomes, predictions, objectives, areProbabilities } = evaluated;
    const errors = areProbabilities ? errorsOfProbabilities : errorsOfValues;
    return this.#sums(rows, errors, [outcomes, predictions], objectives);
  }

  #sums(
    rows: number,
    errors: Code,
    inputs: readonly Float64Array[],
    objectives: Float64Array | undefined,
  ): Float64Array {
    const each = errors.results.map((_, k) => this.#floats(`error ${k}`, rows));
    this.#kernels.map(errors, inputs, each, rows);
    const sums = new Float64Array(1 + each.length);
    for (const [k, values] of [objectives, ...each].entries()) {
      if (values === undefined) continue;
      this.#kernels.sumRows(values, this.#sum, rows, 1);
      sums[k] = this.#sum[0]!;
    }
    return sums;
  }
}
