import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { parseEnv } from 'node:util';
import { UserError } from '../lib/errors.ts';
import { describeFsError } from '../lib/fs.ts';
import { ENVIRONMENT_NAMES, notesOn } from './environment.ts';

/** A name, `=`, and the value in one line. */
const SETTING = /^\s*(?:export\s+)?([A-Za-z_][A-Za-z0-9_]*)\s*=/;
/** A value without quotes that would end at a "#". */
const CUT_VALUE = /=(?:#|\s*[^\s"'`#][^#]*(?<!\s)#)/;
const COMMENT_OR_EMPTY = /^\s*(?:#|$)/;

/** Variables that aren't settings of this program, but of what it is made of. */
const OTHER_PROGRAMS = /^(?:NODE_.+|PG[A-Z]+|UV_.+|SSL_CERT_(?:FILE|DIR)|TZ|LANG|LC_[A-Z]+)$/;

/**
 * Adds the settings of a file to the environment. A variable that is set already stays as it is, so that one command
 * can differ from the file.
 *
 * @throws UserError that names the line, and never repeats its value
 */
export function loadEnvFile(name: string, env: NodeJS.ProcessEnv = process.env): void {
  const file = resolve(name);
  const content = readEnvFile(file);
  const problems = content.split('\n').flatMap((line, index) => {
    const problem = findProblem(line);
    return problem ? [`  line ${index + 1}: ${problem}`] : [];
  });
  if (problems.length > 0) throw new UserError(`${file} has mistakes:\n${problems.join('\n')}`);
  for (const [key, value] of Object.entries(parseEnv(content))) env[key] ??= value;
}

function readEnvFile(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    throw new UserError(`${file} can't be read: ${describeFsError(error)}.`);
  }
}

function findProblem(line: string): string | undefined {
  if (COMMENT_OR_EMPTY.test(line)) return undefined;
  const [, name] = SETTING.exec(line) ?? [];
  if (name === undefined) return 'write NAME=value, or start the line with # to leave it out.';
  if (CUT_VALUE.test(line)) return `write ${name}="…" with quotes, because # begins a comment.`;
  if (isSetting(name) || OTHER_PROGRAMS.test(name)) return undefined;
  return `there is no setting ${name}. docs/configuration.md lists them all.`;
}

function isSetting(name: string): boolean {
  const withoutFile = name.replace(/_FILE$/, '');
  return ENVIRONMENT_NAMES.some(
    (known) => known === name || (known === withoutFile && notesOn(known).file === true),
  );
}
