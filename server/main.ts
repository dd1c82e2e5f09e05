#!/usr/bin/env node
import { adopt } from './commands/adopt.ts';
import { backup } from './commands/backup.ts';
import { close } from './commands/close.ts';
import { type Command, print } from './commands/command.ts';
import { comments } from './commands/comments.ts';
import { doctor } from './commands/doctor.ts';
import { erase } from './commands/erase.ts';
import { exportSignatures } from './commands/export.ts';
import { keygen } from './commands/keygen.ts';
import { list } from './commands/list.ts';
import { load } from './commands/load.ts';
import { open } from './commands/open.ts';
import { purge } from './commands/purge.ts';
import { retention } from './commands/retention.ts';
import { serve } from './commands/serve.ts';
import { Mistake } from './mistake.ts';
import { VERSION } from './package.ts';

const commands: Record<string, Command> = {
  serve,
  load,
  list,
  close,
  comments,
  purge,
  keygen,
  export: exportSignatures,
  open,
  erase,
  retention,
  backup,
  adopt,
  doctor,
};

/** Behind a longer usage, the summary begins on a line of its own. */
const LONGEST_USAGE = 45;

function help(): string {
  const rows = Object.values(commands);
  const width = Math.max(...rows.map(({ usage }) => usage.length).filter((length) => length < LONGEST_USAGE));
  return [
    'Usage: petitions COMMAND',
    '',
    ...rows.map(({ usage, summary }) =>
      usage.length < LONGEST_USAGE
        ? `  ${usage.padEnd(width)}  ${summary}`
        : `  ${usage}\n  ${' '.repeat(width)}  ${summary}`,
    ),
    '',
    'Settings are environment variables; the README lists them.',
  ].join('\n');
}

async function main([name, ...args]: string[]): Promise<number> {
  if (name === '--version') {
    print(VERSION);
    return 0;
  }
  if (name === undefined || ['help', '--help', '-h'].includes(name) || args.includes('--help')) {
    print(help());
    return name === undefined ? 2 : 0;
  }
  const command = Object.hasOwn(commands, name) ? commands[name] : undefined;
  if (!command) {
    process.stderr.write(`There is no command "${name}".\n\n${help()}\n`);
    return 2;
  }
  return command.run(args);
}

try {
  process.exitCode = await main(process.argv.slice(2));
} catch (error) {
  process.stderr.write(
    error instanceof Mistake ? `${error.message}\n` : `${error instanceof Error ? error.stack : error}\n`,
  );
  process.exitCode = 1;
}
