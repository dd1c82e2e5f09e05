#!/usr/bin/env node
import { printError } from './cli/output.ts';
import { run, UnknownCommandError } from './cli/program.ts';
import { UserError } from './lib/errors.ts';

try {
  await run(process.argv.slice(2));
} catch (error) {
  printError(error instanceof UserError ? error.message : String((error as Error)?.stack ?? error));
  process.exitCode = error instanceof UnknownCommandError ? 2 : 1;
}
