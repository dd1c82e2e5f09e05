#!/usr/bin/env node
import { printError } from './cli/output.ts';
import { run, UnknownCommandError } from './cli/program.ts';
import { UserError } from './lib/errors.ts';

try {
  await run(process.argv.slice(2));
} catch (error) {
  const isExpected = error instanceof UserError || !(error instanceof Error);
  printError(isExpected ? String((error as UserError).message ?? error) : (error.stack ?? error.message));
  process.exitCode = error instanceof UnknownCommandError ? 2 : 1;
}
