#!/usr/bin/env node
/** The executable `train`: `chainrule train` by a shorter name. */
import { main } from './main.js';

await main(['train', ...process.argv.slice(2)], 'train');
