/**
 * What the bench knows of a data set without reading it again: means and centred products of its columns, from which
 * the objective of any linear model and its optimum follow. So every trainer has the same judge.
 */

/** Adds up columns; the last one is the outcome. Centred on the first row, which is near enough to the means. */
export class MomentSums {
  #width;
  #shift;
  #sums;
  #products;
  #rows = 0;

  constructor(width) {
    this.#width = width;
    this.#sums = new Float64Array(width);
    this.#products = new Float64Array(width * width);
  }

  add(row) {
    const width = this.#width;
    this.#shift ??= Float64Array.from(row);
    this.#rows++;
    for (let i = 0; i < width; i++) {
      const u = row[i] - this.#shift[i];
      this.#sums[i] += u;
      for (let j = 0; j <= i; j++) this.#products[i * width + j] += u * (row[j] - this.#shift[j]);
    }
  }

  /** Population moments: `mean`, and the covariance row by row. */
  end() {
    const [n, width] = [this.#rows, this.#width];
    const mean = Array.from(this.#sums, (sum, i) => this.#shift[i] + sum / n);
    const covariance = mean.map((_, i) =>
      mean.map((__, j) => {
        const product = this.#products[Math.max(i, j) * width + Math.min(i, j)];
        return product / n - (this.#sums[i] / n) * (this.#sums[j] / n);
      }),
    );
    return { rows: n, mean, covariance };
  }
}

/** J = mean (y − ŷ)² + λ Σ (wⱼ sdⱼ)² of ŷ = intercept + wᵀx, in the columns' own units. */
export function objective({ mean, covariance }, { weights, intercept }, lambda) {
  const y = mean.length - 1;
  let [loss, penalty, bias] = [covariance[y][y], 0, mean[y] - intercept];
  for (let i = 0; i < y; i++) {
    loss -= 2 * weights[i] * covariance[i][y];
    for (let j = 0; j < y; j++) loss += weights[i] * weights[j] * covariance[i][j];
    penalty += weights[i] ** 2 * covariance[i][i];
    bias -= weights[i] * mean[i];
  }
  return loss + bias ** 2 + lambda * penalty;
}

/** The linear model of least J: (C + λ diag C) w = c by Gaussian elimination; C is positive definite. */
export function optimum({ mean, covariance }, lambda) {
  const y = mean.length - 1;
  const rows = Array.from({ length: y }, (_, i) => {
    const row = covariance[i].slice();
    row[i] *= 1 + lambda;
    return row;
  });
  for (let k = 0; k < y; k++) {
    for (let i = k + 1; i < y; i++) {
      const factor = rows[i][k] / rows[k][k];
      for (let j = k; j <= y; j++) rows[i][j] -= factor * rows[k][j];
    }
  }
  const weights = new Array(y).fill(0);
  for (let i = y - 1; i >= 0; i--) {
    let rest = rows[i][y];
    for (let j = i + 1; j < y; j++) rest -= rows[i][j] * weights[j];
    weights[i] = rest / rows[i][i];
  }
  const intercept = weights.reduce((sum, weight, j) => sum - weight * mean[j], mean[y]);
  return { weights, intercept };
}
