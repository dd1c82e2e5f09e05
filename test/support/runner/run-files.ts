// Runs many test files in one process: starting a process per file takes longer than most files do.
import { pathToFileURL } from 'node:url';
import { shareSqliteThreads } from '../sqlite-threads.ts';
import './assert-messages.ts';

const files = process.argv.slice(2);
// Not in tests of faults and of the whole, which are about what really runs.
if (files.every((file) => /^test\/(?:unit|integration)\//.test(file))) shareSqliteThreads();
for (const file of files) await import(pathToFileURL(file).href);
