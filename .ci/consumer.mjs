/**
 * What a user of the published package does: trains through the library, reads the model that the command line wrote,
 * predicts. Run by `.ci/run` in a folder that has nothing but the installed tarball, with the
 * model and the data as arguments.
 */
import { strict as assert } from 'node:assert';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { predict, readConfig, readModelFile, train } from 'chainrule';

const [modelPath, ...data] = process.argv.slice(2);
const folder = join(createRequire(import.meta.url).resolve('chainrule/package.json'), '..');
const config = await readConfig(join(folder, 'configs', 'ridge.yaml'));

const seen = new Set();
let model;
await train({ config, data }).forEach((event) => {
  seen.add(event.type);
  if (event.type === 'finished') model = event.model;
});
for (const type of ['started', 'decoded', 'epoch', 'finished']) assert(seen.has(type), `no ${type} event`);

const written = await readModelFile(modelPath);
assert.equal(written.fingerprint, model.fingerprint, 'library and command line give the same bits');

// The first row of data/diabetes.csv, by the prediction formula and by `predict`.
const row = { age: 59, sex: 2, bmi: 32.1, bp: 101, s1: 157, s2: 93.2, s3: 38, s4: 4, s5: 4.8598, s6: 87 };
const weigh = (sum, { name, weight }) => sum + weight * row[name];
const byFormula = written.features.reduce(weigh, written.intercept);
const byLibrary = predict(written, row);
assert(Math.abs(byFormula - byLibrary) < 1e-9, `${byFormula} is not ${byLibrary}`);
console.log(`library: J ${model.metrics.training.objective}, ŷ of the first row ${byLibrary}`);
