#!/usr/bin/env node
/** The executable `train`: `chainrule train` by a shorter name. */
import { runSupported } from './executable.js';

void runSupported(async () => {
  const { main } = await import('./main.js');
  await main(['train', ...process.argv.slice(2)], 'train');
});
