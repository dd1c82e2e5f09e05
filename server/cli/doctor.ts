import { existsSync } from 'node:fs';
import { Command } from 'commander';
import { type Config, readConfig, type Secrets } from '../config/config.ts';
import { examineDatabase, examineSurroundings } from '../health/examine.ts';
import { describeFinding, error, type Finding, warning, withMessage } from '../health/finding.ts';
import { checkSenderDomain } from '../health/sender-domain.ts';
import { verifyContent } from '../health/verify.ts';
import { UserError } from '../lib/errors.ts';
import { VERSION } from '../lib/package.ts';
import { openStorage, sqliteFile } from '../storage/open.ts';
import { print, startProgress } from './output.ts';

const MARKS = { ok: '✓', warning: '!', error: '✗' };

export const doctor = new Command('doctor')
  .summary('Check configuration, keys, database, and disk')
  .description(
    'Check the configuration, public URL, mail server, the sender domain in DNS, keys, database, and disk, and report what to fix. The exit code is 1 if there is an error.',
  )
  .option(
    '--verify',
    'also verify all stored data and recount every petition; takes about a second per million signatures',
  )
  .option(
    '--json',
    'print JSON: the versions, and each finding with its topic, level, code, values, and message in English',
  )
  .action(async ({ verify = false, json = false }: { verify?: boolean; json?: boolean }) => {
    const versions = { version: VERSION, node: process.versions.node };
    if (!json) print(`petitions ${versions.version} on Node ${versions.node}`);
    const findings = await examine(verify);
    if (json) print(JSON.stringify({ ...versions, findings: findings.map(withMessage) }, null, 2));
    else for (const finding of findings) print(`${MARKS[finding.level]} ${describeFinding(finding)}`);
    if (findings.some(({ level }) => level === 'error')) process.exitCode = 1;
  });

async function examine(verify: boolean): Promise<Finding[]> {
  try {
    const { config, secrets } = readConfig(process.env);
    return [
      ...(await examineSurroundings(config, secrets)),
      // Only on request: the console doesn't cause queries to name servers.
      ...(await checkSenderDomain(config, secrets)),
      ...(await openAndExamine(config, secrets, verify)),
    ];
  } catch (cause) {
    if (cause instanceof UserError) return [error('setup-invalid', { message: cause.message })];
    throw cause;
  }
}

async function openAndExamine(config: Config, secrets: Secrets, verify: boolean): Promise<Finding[]> {
  const file = sqliteFile(secrets.databaseUrl);
  if (file !== null && !existsSync(file)) {
    return [warning('database-missing', { file })];
  }
  const storage = await openStorage(secrets.databaseUrl, { upgrade: false });
  try {
    const startVerifying = (total: number) => startProgress('Verifying', () => total);
    const content = verify ? await verifyContent(config, secrets, storage, startVerifying) : [];
    return await examineDatabase(config, secrets, storage, content);
  } finally {
    await storage.close();
  }
}
