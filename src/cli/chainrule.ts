#!/usr/bin/env node
/** The executable `chainrule`. */
import { main } from './main.js';

await main(process.argv.slice(2), 'chainrule');
