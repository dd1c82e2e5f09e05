#!/usr/bin/env node
import { run } from './cli/program.ts';
import { UsageError, UserError } from './lib/errors.ts';
import { ignoreClosedReaders, printError } from './lib/print.ts';

ignoreClosedReaders();
try {
  await run(process.argv.slice(2));
} catch (error) {
  printError(error instanceof UserError ? error.message : String((error as Error)?.stack ?? error));
  process.exitCode = error instanceof UsageError ? 2 : 1;
}
