/** Tasks on matrices in shared memory, by all workers. */
import { addressIn, allocate, float64At } from '../../kernels/memory.js';
import type { Matrices } from '../../solve/matrices/matrices.js';
import type { NumbersAt } from './messages.js';
import type { Pool } from './pool.js';

export function matricesOver(pool: Pool): Matrices {
  const { memory, workers } = pool;
  const numbers = (array: Float64Array): NumbersAt => ({
    address: addressIn(memory, array),
    length: array.length,
  });
  return {
    workers,
    allocate: (length) =>
      float64At(memory, allocate(memory, length * Float64Array.BYTES_PER_ELEMENT), length),
    async run(task) {
      const [first, second] = task.on;
      const on = [numbers(first), numbers(second)] as const;
      const { answer } = await pool.ask('matrix', { task: { ...task, on } });
      return answer.value;
    },
  };
}
