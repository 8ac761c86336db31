/**
 * The figures to reach, in one place. A case gives a value by the target's key; values are ratios in chainrule's favour
 * for `atLeast`, costs for `atMost`.
 */

/**
 * @typedef {object} Target
 * @property {string} key case and figure
 * @property {string} what
 * @property {number} [atLeast]
 * @property {number} [atMost]
 */

const faster = (key, what, atLeast) => ({ key, what, atLeast });
const within = (key, what, atMost) => ({ key, what, atMost });

const decode = 'CSV → float64 in memory, 1M × 10, warm';
const quoted = 'the same, every cell quoted';
const gradient = 'forward + backward of ridge over X in memory';
const epoch = 'one SGD epoch, 1M × 10';
const cold = 'cold process, CSV → model file, 1M × 10, 5 epochs';

/** @type {readonly Target[]} */
export const targets = [
  faster('decode/duckdb', `${decode}, against DuckDB`, 3),
  faster('decode/polars', `${decode}, against polars`, 1.5),
  faster('decode/pandas', `${decode}, against pandas`, 5),
  faster('decode/quoted/duckdb', `${quoted}, against DuckDB`, 1.5),
  faster('gradient/10', `${gradient}, d = 10, against numpy`, 3),
  faster('gradient/100', `${gradient}, d = 100, against numpy`, 2),
  faster('gradient/1000', `${gradient}, d = 1000, against numpy`, 1.2),
  faster('gradient/share', `${gradient}, d = 100, as a share of the read rate`, 0.6),
  within('ops', 'elementwise ops as expressions against kernels written by hand, the worst', 1.5),
  within('passes', '(forward + backward) / forward, the worst of the shipped graphs', 3),
  faster('epoch/64', `${epoch}, batchSize 64, against SGDRegressor`, 8),
  faster('epoch/1', `${epoch}, batchSize 1, against SGDRegressor`, 1.5),
  faster('epoch/vw', `${epoch}, batchSize 64, against Vowpal Wabbit with its cache`, 3),
  faster('cold/sklearn', `${cold}, against pandas + StandardScaler + SGDRegressor`, 6),
  faster('cold/vw', `${cold}, against Vowpal Wabbit`, 3),
  faster('cold/polars', `${cold}, against polars + numpy closed form`, 1.5),
  within(
    'exact/decode',
    'exact solution with certificate, 1M × 10, decoding included, against decoding alone',
    2,
  ),
  within(
    'exact/normal',
    'exact solution with certificate, 1M × 100 in memory, against numpy’s normal equations',
    3,
  ),
  faster('exact/lstsq', 'the same, against numpy’s lstsq', 1),
  within(
    'exact/ridge/few',
    'exact ridge with certificate, in memory, d ≤ 100, against scikit-learn’s Ridge, the worst',
    3,
  ),
  within('exact/ridge/many', 'the same, d = 500 to 2000', 8),
  within('start', 'data/diabetes.csv, cold process, against `node -e 0`', 5),
  within('growth', '1M → 10M rows, time', 11),
  within('memory/whole', 'peak memory, 1M × 10 in memory / (2 × decoded size + 120 MB)', 1),
  within('memory/limited', 'peak memory, 10M × 10 with --memory 256MB / (256 + 150 MB), same fingerprint', 1),
  faster('scaling/decode', '2 workers against 1, decoding', 1.7),
  faster(
    'scaling/gradient',
    '2 workers against 1, full-batch gradient 1M × 100 (or 60 % of the read rate)',
    1.7,
  ),
  within('auto', '--workers auto against --workers 1, the worst of the cold cases', 1.1),
];

/** Whether a value does what its target asks. */
export function reaches({ atLeast = Number.NEGATIVE_INFINITY, atMost = Number.POSITIVE_INFINITY }, value) {
  return value >= atLeast && value <= atMost;
}
