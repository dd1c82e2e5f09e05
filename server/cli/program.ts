import { Command, CommanderError, Help, type Option } from 'commander';
import { loadEnvFile } from '../config/env-file.ts';
import { UsageError } from '../lib/errors.ts';
import { VERSION } from '../lib/package.ts';
import { print } from './output.ts';

/** Loads each command on demand: most need little of the server, and startup is most of their run time. */
const COMMANDS: Record<string, () => Promise<Command>> = {
  init: async () => (await import('./init.ts')).init,
  serve: async () => (await import('./serve.ts')).serve,
  load: async () => (await import('./load.ts')).load,
  list: async () => (await import('./list.ts')).list,
  close: async () => (await import('./close.ts')).close,
  rename: async () => (await import('./rename.ts')).rename,
  delete: async () => (await import('./delete.ts')).deleteCommand,
  invite: async () => (await import('./invite.ts')).inviteCommand,
  accounts: async () => (await import('./accounts.ts')).accounts,
  tokens: async () => (await import('./tokens.ts')).tokens,
  'partner-link': async () => (await import('./partner-link.ts')).partnerLink,
  webhooks: async () => (await import('./webhooks.ts')).webhooks,
  comments: async () => (await import('./comments.ts')).comments,
  keygen: async () => (await import('./keygen.ts')).keygen,
  import: async () => (await import('./import.ts')).importSignatures,
  export: async () => (await import('./export.ts')).exportSignatures,
  decrypt: async () => (await import('./decrypt.ts')).decrypt,
  forward: async () => (await import('./forward.ts')).forward,
  osdi: async () => (await import('./osdi.ts')).osdi,
  erase: async () => (await import('./erase.ts')).erase,
  purge: async () => (await import('./purge.ts')).purge,
  retention: async () => (await import('./retention.ts')).retention,
  backup: async () => (await import('./backup.ts')).backup,
  'test-email': async () => (await import('./test-email.ts')).testEmail,
  bounced: async () => (await import('./bounced.ts')).bounced,
  'import-sqlite': async () => (await import('./import-sqlite.ts')).importSqliteFile,
  doctor: async () => (await import('./doctor.ts')).doctor,
};

/** Names from before 0.3, which scripts may still use. */
const OLD_NAMES = new Map([
  ['open', 'decrypt'],
  ['adopt', 'import-sqlite'],
]);

const HELP = ['help', '--help', '-h'];

/**
 * Runs a command line. A command that fails in part sets `process.exitCode`.
 *
 * @param args without the names of Node and the script
 * @throws UserError, a UsageError if the command line is wrong
 */
export async function run(args: readonly string[]): Promise<void> {
  const { envFiles, others } = takeEnvFiles(args);
  for (const file of envFiles) loadEnvFile(file);
  const [name, ...rest] = canonicalArgs(others);
  const isCommand = name !== undefined && Object.hasOwn(COMMANDS, name);
  const program = await loadProgram(isCommand ? [name] : name === '--version' ? [] : Object.keys(COMMANDS));
  if (name === undefined) {
    program.outputHelp();
    process.exitCode = 2;
    return;
  }
  try {
    await program.parseAsync(isCommand ? [name, ...rest] : [name], { from: 'user' });
  } catch (error) {
    // Help and version end with an error whose exit code is 0.
    if (!(error instanceof CommanderError && error.exitCode === 0)) throw error;
  }
}

const ENV_FILE = '--env-file';

/**
 * Separates `--env-file FILE`, which may stand anywhere in front of `--`, from the other arguments.
 *
 * @throws UsageError if the file's name is missing
 */
function takeEnvFiles(args: readonly string[]): { envFiles: string[]; others: string[] } {
  const envFiles: string[] = [];
  const others: string[] = [];
  for (let index = 0; index < args.length; index++) {
    const arg = args[index]!;
    if (arg === '--') {
      others.push(...args.slice(index));
      break;
    }
    if (arg === ENV_FILE || arg.startsWith(`${ENV_FILE}=`)) {
      const file = arg === ENV_FILE ? args[++index] : arg.slice(ENV_FILE.length + 1);
      if (!file || file.startsWith('-')) throw new UsageError(`${ENV_FILE} needs the name of a file.`);
      envFiles.push(file);
    } else others.push(arg);
  }
  return { envFiles, others };
}

/** `help COMMAND`, `--help COMMAND`, and `COMMAND --help` are the same, and so are a command's old and new name. */
function canonicalArgs([first, ...rest]: readonly string[]): string[] {
  if (first === undefined) return [];
  if (!HELP.includes(first)) return [OLD_NAMES.get(first) ?? first, ...rest];
  const [name] = rest;
  return name === undefined || HELP.includes(name) ? ['--help'] : [OLD_NAMES.get(name) ?? name, '--help'];
}

/** The command line with some of its commands, by default all. */
export async function loadProgram(names = Object.keys(COMMANDS)): Promise<Command> {
  const program = new Command('petitions')
    .version(VERSION, '--version', 'show the version')
    .helpOption('-h, --help', 'show this help')
    .helpCommand('help [COMMAND]', 'Show what a command does')
    .configureHelp({ commandUsage, subcommandTerm, optionTerm, formatHelp })
    .configureOutput({
      writeOut: (text) => print(text.trimEnd()),
      // Errors are thrown, and printed in one place.
      outputError: () => {},
    })
    .exitOverride((error) => {
      if (error.exitCode === 0) throw error;
      throw new UsageError(`${sentence(error)}\n\n${program.helpInformation().trimEnd()}`);
    });
  for (const command of await Promise.all(names.map((name) => COMMANDS[name]!()))) {
    inheritSettings(command, program);
    program.addCommand(command);
  }
  return program;
}

/** Commander copies settings only to commands that a program creates itself. */
function inheritSettings(command: Command, parent: Command): void {
  command.copyInheritedSettings(parent).exitOverride((error) => {
    if (error.exitCode === 0) throw error;
    throw new UsageError(`${usageError(error, command)}\nUsage: ${commandUsage(command)}`);
  });
  for (const action of command.commands) inheritSettings(action, command);
}

function usageError(error: CommanderError, { args, registeredArguments }: Command): string {
  if (error.code !== 'commander.excessArguments') return sentence(error);
  return `Unexpected argument "${args[registeredArguments.length]}".`;
}

/** Commander's `error: unknown option '--jsn'` as `Unknown option "--jsn".` */
function sentence({ message }: CommanderError): string {
  const [first, ...suggestion] = withoutBrackets(message)
    .replace(/^error: /, '')
    .replaceAll(/'([^']*)'/g, '"$1"')
    .split('\n');
  const text = `${first![0]!.toUpperCase()}${first!.slice(1)}`;
  return [text.endsWith('.') ? text : `${text}.`, ...suggestion].join('\n');
}

/** `petitions close SLUG [--outcome TEXT] [--lang LANG]`. */
export function commandUsage(command: Command): string {
  if (!command.parent) return 'petitions COMMAND';
  if (command.commands.length > 0) return `petitions ${command.name()} ACTION`;
  const options = command.options.map((option) =>
    option.mandatory ? optionTerm(option) : `[${optionTerm(option)}]`,
  );
  return [...commandPath(command), ...argumentNames(command), ...options].join(' ');
}

/** `petitions`, `webhooks`, `add`. */
function commandPath(command: Command): string[] {
  return [...(command.parent ? commandPath(command.parent) : []), command.name()];
}

/** `close SLUG [options]`. */
function subcommandTerm(command: Command): string {
  return [
    command.name(),
    ...argumentNames(command),
    ...(command.options.length > 0 ? ['[options]'] : []),
  ].join(' ');
}

/** `--outcome TEXT`. */
export const optionTerm = ({ flags }: Option): string => withoutBrackets(flags);

function argumentNames({ registeredArguments }: Command): string[] {
  return registeredArguments.map((argument) =>
    argument.required ? argument.name() : `[${argument.name()}]`,
  );
}

const withoutBrackets = (text: string) => text.replaceAll(/<([A-Z]+)>/g, '$1');

function formatHelp(command: Command, helper: Help): string {
  const help = Help.prototype.formatHelp.call(helper, command, helper);
  return `${help}\nSettings are environment variables, or lines of a file: ${ENV_FILE} FILE. See docs/configuration.md.\n`;
}
