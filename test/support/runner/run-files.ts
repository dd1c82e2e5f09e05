// Runs many test files in one process: starting a process per file takes longer than most files do.
import { pathToFileURL } from 'node:url';
import './assert-messages.ts';

for (const file of process.argv.slice(2)) await import(pathToFileURL(file).href);
