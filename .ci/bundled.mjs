/**
 * A program that uses the library, which `.ci/run` bundles into one file and runs where no package is installed: it trains in
 * two threads. Arguments: data, and the model that the command line wrote.
 */
import { strict as assert } from 'node:assert';
import { DataError, readModelFile, train } from 'chainrule';
import { lastValueFrom } from 'rxjs';

const [data, modelPath] = process.argv.slice(2);

async function main() {
  const { fingerprint, config } = await readModelFile(modelPath);
  await train({ config: { ...config, workers: 2 }, data }).forEach((event) => {
    if (event.type === 'finished') assert.equal(event.model.fingerprint, fingerprint);
  });
  const wrong = lastValueFrom(train({ config: { model: 'ridge', target: 'target', workers: 2 }, data }));
  await assert.rejects(wrong, (error) => error instanceof DataError && error.name === 'DataError');
  console.log(`bundled: ${fingerprint}`);
}

void main();
