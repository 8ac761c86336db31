#!/usr/bin/env node
/** The executable `chainrule`. */
import { runSupported } from './executable.js';

void runSupported(async () => {
  const { main } = await import('./main.js');
  await main(process.argv.slice(2), 'chainrule');
});
