/** What a case hands back: figures for its table, and values for its targets. */

/**
 * @typedef {object} Figure
 * @property {string} what
 * @property {string} subject
 * @property {string} unit
 * @property {number} [median]
 * @property {number[]} [values] run by run
 * @property {string} [note]
 * @property {string} [missing] why there is no median
 *
 * @typedef {object} Value for a target
 * @property {string} key
 * @property {number} [value]
 * @property {string} [note]
 * @property {boolean} [reached] where more than the value decides
 */

/** A row for each of the measured; `notes` by subject. */
export function figuresOf(what, measured, { key = 'seconds', unit = 's', scale = 1, notes = {} } = {}) {
  return measured.map(({ name, values, median, missing }) => ({
    what,
    subject: name,
    unit,
    ...(missing === undefined
      ? { median: median[key] * scale, values: values[key].map((value) => value * scale) }
      : { missing }),
    ...(notes[name] !== undefined && { note: notes[name] }),
  }));
}

/** `key` measured of one over that of another, as the value of a target. */
export function ratioOf(target, measured, { over, under, key = 'seconds' }) {
  const find = (name) => measured.find((one) => one.name === name);
  const value = find(over)?.median[key] / find(under)?.median[key];
  if (Number.isFinite(value)) return { key: target, value };
  const lacking = [over, under].find((name) => find(name)?.median[key] === undefined);
  return { key: target, note: `no figure for ${lacking}: ${find(lacking)?.missing ?? 'not run'}` };
}
