/** Reads the models that the cold cases leave, as weights and intercept in the columns' own units. */
import { readFileSync } from 'node:fs';

/** chainrule's model file. */
export function chainruleModel(path) {
  const { features, intercept, fingerprint } = JSON.parse(readFileSync(path, 'utf8'));
  return { weights: features.map(({ weight }) => weight), intercept, fingerprint };
}

/** What the Python scripts write. */
export function plainModel(path) {
  return JSON.parse(readFileSync(path, 'utf8'));
}

/** Where Vowpal Wabbit keeps the intercept. */
const constantIndex = 116_060;

/** Vowpal Wabbit's readable model: lines of index:weight after a head. Features are named by number. */
export function vowpalModel(path, features) {
  const weights = new Array(features).fill(0);
  let intercept = 0;
  const [, lines] = readFileSync(path, 'utf8').split(/^:\d+$/m);
  for (const [, index, weight] of lines.matchAll(/^(\d+):(\S+)/gm)) {
    if (Number(index) === constantIndex) intercept = Number(weight);
    else weights[Number(index)] = Number(weight);
  }
  return { weights, intercept };
}
