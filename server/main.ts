#!/usr/bin/env node
import { type Command, print } from './cli/command.ts';
import { UserError } from './lib/errors.ts';
import { VERSION } from './lib/package.ts';

/** Each is loaded once it is wanted: most need little of what is here. */
const commands: Record<string, () => Promise<Command>> = {
  serve: async () => (await import('./cli/serve.ts')).serve,
  load: async () => (await import('./cli/load.ts')).load,
  list: async () => (await import('./cli/list.ts')).list,
  close: async () => (await import('./cli/close.ts')).close,
  retention: async () => (await import('./cli/retention.ts')).retention,
  comments: async () => (await import('./cli/comments.ts')).comments,
  purge: async () => (await import('./cli/purge.ts')).purge,
  keygen: async () => (await import('./cli/keygen.ts')).keygen,
  export: async () => (await import('./cli/export.ts')).exportSignatures,
  open: async () => (await import('./cli/decrypt.ts')).open,
  erase: async () => (await import('./cli/erase.ts')).erase,
  backup: async () => (await import('./cli/backup.ts')).backup,
  adopt: async () => (await import('./cli/import-sqlite.ts')).adopt,
  doctor: async () => (await import('./cli/doctor.ts')).doctor,
};

const HELP = ['help', '--help', '-h'];
const SETTINGS = 'Settings are environment variables; the README lists them.';

/** Behind a longer usage, the summary begins on a line of its own. */
const LONGEST_USAGE = 45;

async function help(): Promise<string> {
  const rows = await Promise.all(Object.values(commands).map((load) => load()));
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
    `\`petitions help COMMAND\` shows one of them. ${SETTINGS}`,
  ].join('\n');
}

const helpOn = ({ usage, summary }: Command) =>
  [`Usage: petitions ${usage}`, '', `  ${summary}`, '', SETTINGS].join('\n');

async function main([name, ...args]: string[]): Promise<number> {
  if (name === '--version') {
    print(VERSION);
    return 0;
  }
  const asked = name !== undefined && HELP.includes(name);
  const wanted = asked ? args[0] : name;
  if (wanted === undefined || HELP.includes(wanted)) {
    print(await help());
    return name === undefined ? 2 : 0;
  }
  const load = Object.hasOwn(commands, wanted) ? commands[wanted] : undefined;
  if (!load) {
    process.stderr.write(`There is no command "${wanted}".\n\n${await help()}\n`);
    return 2;
  }
  const command = await load();
  if (asked || args.includes('--help') || args.includes('-h')) {
    print(helpOn(command));
    return 0;
  }
  return command.run(args);
}

try {
  process.exitCode = await main(process.argv.slice(2));
} catch (error) {
  process.stderr.write(
    error instanceof UserError ? `${error.message}\n` : `${error instanceof Error ? error.stack : error}\n`,
  );
  process.exitCode = 1;
}
