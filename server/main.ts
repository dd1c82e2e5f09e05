#!/usr/bin/env node
import { adopt } from './commands/adopt.ts';
import { backup } from './commands/backup.ts';
import { close } from './commands/close.ts';
import { type Command, print } from './commands/command.ts';
import { doctor } from './commands/doctor.ts';
import { list } from './commands/list.ts';
import { load } from './commands/load.ts';
import { purge } from './commands/purge.ts';
import { serve } from './commands/serve.ts';
import { Mistake } from './mistake.ts';
import { VERSION } from './package.ts';

const commands: Record<string, Command> = { serve, load, list, close, purge, backup, adopt, doctor };

function help(): string {
  const rows = Object.values(commands);
  const width = Math.max(...rows.map(({ usage }) => usage.length));
  return [
    'Usage: petitions COMMAND',
    '',
    ...rows.map(({ usage, summary }) => `  ${usage.padEnd(width)}  ${summary}`),
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
