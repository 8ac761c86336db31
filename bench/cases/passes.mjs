/** (forward + backward) / forward of every shipped graph, over X in memory, in one thread. */
import { shippedGraphs } from '../chainrule.mjs';
import { figuresOf } from '../figures.mjs';
import { inTurn } from '../measure.mjs';
import { warm } from '../subjects.mjs';

export const name = 'passes';

export async function run({ sizes, say, late }) {
  const figures = [];
  let worst = { value: 0 };
  for (const features of [10, 100]) {
    const rows = sizes.passRows[features];
    const subjects = Object.keys(shippedGraphs).map((graph) =>
      warm(graph, 'passes.mjs', [graph, rows, features]),
    );
    const measured = await inTurn(subjects, { rounds: sizes.rounds, warmUps: sizes.warmUps, say, late });
    const notes = {};
    for (const { name: graph, median } of measured) {
      const value = median.both / median.forward;
      notes[graph] = `${value.toFixed(2)} × forward`;
      if (!(value <= worst.value)) worst = { value, note: `${graph}, d = ${features}` };
    }
    figures.push(
      ...figuresOf(`forward, ${rows} × ${features}`, measured, { key: 'forward' }),
      ...figuresOf(`forward + backward, ${rows} × ${features}`, measured, { key: 'both', notes }),
    );
  }
  return { figures, values: [{ key: 'passes', ...worst }] };
}
