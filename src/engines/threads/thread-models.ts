/** Models at work in the thread at hand: predictions of rows, and the errors of rows whose outcome is known. */
import type { Piece } from '../../data/moments.js';
import type { Scratch } from '../../kernels/scratch.js';
import type { Workspace } from '../../kernels/workspace.js';
import { ErrorSums } from '../../predict/error-sums.js';
import { rowsPredictor } from '../../predict/predict-rows.js';
import { linearNumbers, type PredictableModel, type PredictRows } from '../../predict/predictable.js';
import { ModelResiduals } from '../../solve/exact/model-residuals.js';
import { type Space, spaceIn } from '../../solve/passes/tiles.js';

/** Compiled for this thread. */
export interface OpenModel {
  readonly predict: PredictRows;
  /** Of a linear model. */
  readonly residuals: ModelResiduals | undefined;
  /** Numbers of a row that is kept for an evaluation. */
  readonly keptWidth: number;
}

export interface Evaluating {
  /** Whether rows are what `keep` has left of them. */
  readonly kept: boolean;
  /** Whether predictions are probabilities. */
  readonly areProbabilities: boolean;
}

/** Of a linear model the residual and y are kept, of a custom graph ŷ, J and y. */
export function keptWidth(model: PredictableModel): number {
  return model.parameters === undefined ? 2 : 3;
}

export class ThreadModels {
  readonly #workspace: Workspace;
  readonly #scratch: Scratch;
  readonly #space: Space;
  readonly #errors: ErrorSums;

  constructor(workspace: Workspace, scratch: Scratch) {
    this.#workspace = workspace;
    this.#scratch = scratch;
    this.#space = spaceIn(workspace);
    this.#errors = new ErrorSums(workspace.kernels, (name, length) => scratch.floats(name, length));
  }

  open(model: PredictableModel): OpenModel {
    const { kernels, allocate } = this.#workspace;
    const isLinear = model.parameters === undefined;
    return {
      predict: rowsPredictor(model, { kernels, allocate }),
      residuals: isLinear ? new ModelResiduals(this.#space, linearNumbers(model), allocate) : undefined,
      keptWidth: keptWidth(model),
    };
  }

  /** ŷ of `rows` rows, until the next call. */
  predictions({ predict }: OpenModel, values: Float64Array, width: number, rows: number): Float64Array {
    const predictions = this.#scratch.floats('predictions', rows);
    predict({ values, width, rows }, predictions);
    return predictions;
  }

  /** What an evaluation needs of rows with the outcome last, column by column, until the next call; the outcome is last. */
  #evaluated({ predict, residuals }: OpenModel, { values, rows }: Piece, width: number): Float64Array[] {
    const names = residuals === undefined ? ['predictions', 'objectives'] : ['residuals'];
    const columns = [...names, 'outcomes'].map((name) => this.#scratch.floats(name, rows));
    const [first, second] = columns;
    if (first === undefined || second === undefined) throw new Error('no columns');
    if (residuals === undefined) predict({ values, width, rows }, first, second);
    else residuals.write(values, rows, first);
    takeColumn(values, width - 1, width, rows, columns.at(-1) ?? second);
    return columns;
  }

  /** Puts that in the place of rows of `width` numbers, the outcome last, where there is room for it. */
  keep(model: OpenModel, piece: Piece, width: number): void {
    const columns = this.#evaluated(model, piece, width);
    const { values, rows } = piece;
    for (const [k, column] of columns.entries())
      for (let row = 0, to = k; row < rows; row++, to += columns.length) values[to] = column[row]!;
  }

  /** Sums of the errors of rows with the outcome last, or of rows that were kept. */
  errors(
    model: OpenModel,
    piece: Piece,
    width: number,
    { kept, areProbabilities }: Evaluating,
  ): Float64Array {
    const { rows } = piece;
    const columns = kept ? this.#columns(piece, width) : this.#evaluated(model, piece, width);
    const [first, objectives, outcomes] = columns;
    if (first === undefined) throw new Error('no columns');
    if (model.residuals !== undefined) return this.#errors.ofResiduals(rows, first);
    if (objectives === undefined || outcomes === undefined) throw new Error('no outcomes');
    return this.#errors.ofPredictions({ rows, predictions: first, objectives, outcomes, areProbabilities });
  }

  #columns({ values, rows }: Piece, width: number): Float64Array[] {
    return Array.from({ length: width }, (_, k) => {
      const column = this.#scratch.floats(`kept ${k}`, rows);
      takeColumn(values, k, width, rows, column);
      return column;
    });
  }
}

function takeColumn(
  values: Float64Array,
  from: number,
  width: number,
  rows: number,
  out: Float64Array,
): void {
  for (let row = 0, at = from; row < rows; row++, at += width) out[row] = values[at]!;
}
