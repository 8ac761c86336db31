/**
 * Data for the bench: rows of features x0, x1, … and an outcome y = b + wᵀx + noise, all with 6 decimals, from a seed.
 *
 * Features are neighbours' mixtures, so that they correlate a little. A file is written once and kept in bench/.data;
 * beside it lies what is known of it.
 */
import {
  closeSync,
  existsSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { CellWriter } from './cells.mjs';
import { MomentSums } from './moments.mjs';
import { normals, uniforms } from './random.mjs';

const folder = join(import.meta.dirname, '.data');
/** Changes with what is generated: files of another recipe are not taken. */
const recipe = 1;

/**
 * @typedef {object} DataSpec
 * @property {number} rows
 * @property {number} features
 * @property {'csv' | 'vw'} [format] vw: Vowpal Wabbit's text format
 * @property {boolean} [quoted] every cell in quotes
 * @property {boolean} [scaled] columns of scales from 0.01 to 100, away from 0
 * @property {boolean} [sorted] rows in ascending order of y
 * @property {number} [seed]
 *
 * @typedef {object} Dataset
 * @property {string} path
 * @property {number} bytes
 * @property {{rows: number, mean: number[], covariance: number[][]}} moments features first, y last
 */

/** The file of a spec, written if it is not there. */
export function dataset(spec) {
  const path = join(folder, nameOf(spec));
  const known = `${path}.json`;
  if (!existsSync(path) || !existsSync(known)) {
    mkdirSync(folder, { recursive: true });
    const moments = write(`${path}.part`, spec);
    writeFileSync(known, JSON.stringify(moments));
    renameSync(`${path}.part`, path);
  }
  return { path, bytes: statSync(path).size, moments: JSON.parse(readFileSync(known, 'utf8')) };
}

/** A file for what a run writes. */
export function outputPath(name) {
  const outputs = join(folder, 'out');
  mkdirSync(outputs, { recursive: true });
  return join(outputs, name);
}

function nameOf({ rows, features, format = 'csv', quoted, scaled, sorted, seed = 1 }) {
  const traits = [quoted && 'quoted', scaled && 'scaled', sorted && 'sorted'].filter(Boolean);
  return `${[`${rows}x${features}`, ...traits, `seed${seed}`, `r${recipe}`].join('-')}.${format}`;
}

/** Fills rows of whole millionths, features first and y last. */
function generator({ features, scaled, seed = 1 }) {
  const normal = normals(seed);
  const uniform = uniforms(seed + 1_000_003);
  const weights = Array.from({ length: features }, () => 2 * uniform() - 1);
  const scales = weights.map((_, j) => (scaled ? 10 ** ((j % 5) - 2) : 1));
  return (row) => {
    let before = normal();
    let y = 1 + normal();
    for (let j = 0; j < features; j++) {
      const own = normal();
      const z = 0.3 * before + own;
      before = own;
      y += weights[j] * z;
      row[j] = Math.round((scaled ? z + 3 : z) * scales[j] * 1e6);
    }
    row[features] = Math.round(y * 1e6);
  };
}

function write(path, spec) {
  const { rows, features, sorted } = spec;
  const width = features + 1;
  const next = generator(spec);
  const moments = new MomentSums(width);
  const fd = openSync(path, 'w');
  try {
    const writer = new CellWriter(fd);
    const line = lineOf(writer, spec);
    const values = new Float64Array(width);
    const take = (row) => {
      for (let j = 0; j < width; j++) values[j] = row[j] / 1e6;
      moments.add(values);
      line(row);
    };
    if (sorted) {
      for (const row of sortedRows(rows, width, next)) take(row);
    } else {
      const row = new Int32Array(width);
      for (let k = 0; k < rows; k++) {
        next(row);
        take(row);
      }
    }
    writer.flush();
  } finally {
    closeSync(fd);
  }
  return moments.end();
}

function sortedRows(count, width, next) {
  const rows = Array.from({ length: count }, () => new Int32Array(width));
  for (const row of rows) next(row);
  return rows.sort((a, b) => a[width - 1] - b[width - 1]);
}

/** Writes the head, and gives what writes a row. */
function lineOf(writer, { features, format = 'csv', quoted }) {
  if (format === 'vw') {
    return (row) => {
      writer.number(row[features]);
      writer.text(' |');
      for (let j = 0; j < features; j++) {
        writer.text(` ${j}:`);
        writer.number(row[j]);
      }
      writer.line();
    };
  }
  const quote = quoted ? '"' : '';
  const between = `${quote},${quote}`;
  writer.text(
    `${quote}${[...Array.from({ length: features }, (_, j) => `x${j}`), 'y'].join(between)}${quote}`,
  );
  writer.line();
  return (row) => {
    writer.text(quote);
    for (let j = 0; j <= features; j++) {
      if (j > 0) writer.text(between);
      writer.number(row[j]);
    }
    writer.text(quote);
    writer.line();
  };
}
