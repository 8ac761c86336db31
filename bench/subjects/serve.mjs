/** A warm subject: says that it is ready, then answers each line with the numbers of one run, as JSON. */
import { createInterface } from 'node:readline';

/** `run` returns numbers by name, or nothing to have its seconds taken here. */
export async function serve(run) {
  const tell = (numbers) => process.stdout.write(`${JSON.stringify(numbers)}\n`);
  tell({ ready: 1 });
  for await (const _ of createInterface({ input: process.stdin })) {
    const began = performance.now();
    const numbers = await run();
    tell(numbers ?? { seconds: (performance.now() - began) / 1000 });
  }
}
