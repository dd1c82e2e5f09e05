import { existsSync, statfsSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { Command } from 'commander';
import { findMissingDataKeys } from '../archive/missing-data-keys.ts';
import { believesAnyClient, type Config, readConfig, type Secrets } from '../config/config.ts';
import { abbreviateRecipient, abbreviateRecipients } from '../crypto/identities.ts';
import {
  changedRecipients,
  keyFilePaths,
  loadKeys,
  loadSecret,
  storedSecretCheck,
  usedRecipients,
} from '../crypto/keys.ts';
import { UserError } from '../lib/errors.ts';
import { VERSION, WIDGET_DIR } from '../lib/package.ts';
import { findWaitingEmails, readMailFailure } from '../mail/mail-health.ts';
import { connectionSecurity, createMailTransport } from '../mail/transport.ts';
import { assertCanonicalVectors } from '../signatures/canonical-vectors.ts';
import { recount } from '../signatures/recount.ts';
import { RequestCipher } from '../signatures/request-cipher.ts';
import { openStorage, type PetitionStorage, sqliteFile } from '../storage/open.ts';
import { findUpgradeCopies, UPGRADE_COPY_DAYS } from '../storage/upgrade-copies.ts';
import { formatCount } from './command.ts';
import { findUrlProblem } from './find-url-problem.ts';
import { print, startProgress } from './output.ts';

type Finding = { level: 'ok' | 'warning' | 'error'; text: string };

const MARKS = { ok: '✓', warning: '!', error: '✗' };
const GIB = 1024 ** 3;
const MIN_FREE_BYTES = GIB;
const MAX_SLUGS_NAMED = 5;

const ok = (text: string): Finding => ({ level: 'ok', text });
const warning = (text: string): Finding => ({ level: 'warning', text });
const error = (text: string): Finding => ({ level: 'error', text });

export const doctor = new Command('doctor')
  .summary('Check configuration, keys, database, and disk')
  .description(
    'Check the configuration, public URL, mail server, keys, database, and disk, and report what to fix. The exit code is 1 if there is an error.',
  )
  .option(
    '--verify',
    'also verify all stored data and recount every petition; takes about a second per million signatures',
  )
  .action(async ({ verify = false }: { verify?: boolean }) => {
    print(`petitions ${VERSION} on Node ${process.versions.node}`);
    const findings = await examine(verify);
    for (const { level, text } of findings) print(`${MARKS[level]} ${text}`);
    if (findings.some(({ level }) => level === 'error')) process.exitCode = 1;
  });

async function examine(verify: boolean): Promise<Finding[]> {
  try {
    const { config, secrets } = readConfig(process.env);
    return [
      ok('the configuration is valid'),
      checkEmailAddresses(),
      await checkPublicUrl(config),
      ...checkProxies(config),
      existsSync(WIDGET_DIR)
        ? ok('the widget is built')
        : error('the widget is not built; run `npm run build`'),
      ...(await checkMail(config, secrets)),
      ...(await checkDatabase(config, secrets, verify)),
    ];
  } catch (cause) {
    if (cause instanceof UserError) return [error(cause.message)];
    throw cause;
  }
}

function checkEmailAddresses(): Finding {
  assertCanonicalVectors();
  return ok('this build of Node treats email addresses like every other');
}

/** Asks like a browser would, although from here, where names and firewalls may differ. */
async function checkPublicUrl({ publicUrl }: Config): Promise<Finding> {
  if (!publicUrl.startsWith('https:')) {
    return warning(`PUBLIC_URL is ${publicUrl}; set it to the https URL that partners will paste`);
  }
  const problem = await findUrlProblem(publicUrl);
  return problem === null
    ? ok(`the server answers at ${publicUrl}, seen from this machine`)
    : warning(
        `the server doesn't answer at ${publicUrl}, seen from this machine: ${problem}. If it is running, check the URL, DNS, the certificate, and the proxy`,
      );
}

/** The server itself has no TLS, so an https URL means that there is a proxy. */
function checkProxies(config: Config): Finding[] {
  const { publicUrl, trustProxy, limits, host, port } = config;
  if (!limits) return [warning('LIMITS is off; bots can sign without limit')];
  if (publicUrl.startsWith('https:') && trustProxy === 0) {
    return [
      warning(
        'TRUST_PROXY is not set; all clients behind the proxy share one rate limit, so they soon have to solve challenges and wait. Set it to the address of the proxy',
      ),
    ];
  }
  if (believesAnyClient(config)) {
    return [
      warning(
        `TRUST_PROXY is a number, and the server listens on ${host}:${port}; whoever reaches that without the proxy can claim any address, and so escapes the rate limits. Set TRUST_PROXY to the address of the proxy, or HOST=127.0.0.1 if the proxy is on this machine`,
      ),
    ];
  }
  return [];
}

async function checkMail({ confirmation }: Config, { smtpUrl }: Secrets): Promise<Finding[]> {
  if (!smtpUrl) {
    return [
      warning(
        "signatures count without confirmation, so people can sign with someone else's address; set SMTP_URL to confirm addresses by email",
      ),
    ];
  }
  const { host, username } = new URL(smtpUrl);
  const { tls } = connectionSecurity(smtpUrl);
  const transport = await createMailTransport(smtpUrl);
  try {
    await transport.verify();
    const login = username ? ' and accepts the login' : '';
    return [
      ok(
        `the mail server at ${host} answers${tls === 'if-offered' ? '' : ' over TLS'}${login}; whether it takes emails shows when one is sent`,
      ),
      ...checkMailSecurity(smtpUrl),
      ...(confirmation === 'required' ? [] : [warning('CONFIRMATION is off, so no emails are sent')]),
    ];
  } catch (cause) {
    // Only the code: the message may repeat the content of SMTP_URL.
    const { code, responseCode } = cause as { code?: string; responseCode?: number };
    return [
      error(
        `the mail server ${mailProblem(code)} (${responseCode ?? code}); check SMTP_URL. Emails wait for up to 72 hours`,
      ),
      ...checkMailSecurity(smtpUrl),
    ];
  } finally {
    transport.close();
  }
}

function mailProblem(code: string | undefined): string {
  if (code === 'EAUTH') return 'rejects the login';
  if (code === 'ETLS') {
    return "offers no TLS, or its certificate isn't valid, so nothing is sent to it. If the network between is private, add ?requireTLS=false";
  }
  return "can't be reached, or is not a mail server";
}

/** What SMTP_URL allows on the way to the mail server. */
function checkMailSecurity(smtpUrl: string): Finding[] {
  const { tls, isLoopback, checksCertificate } = connectionSecurity(smtpUrl);
  if (isLoopback) return [];
  if (tls === 'if-offered') {
    return [
      warning(
        'SMTP_URL has requireTLS=false: whoever controls the network can read the password, the addresses, and the links in emails',
      ),
    ];
  }
  if (!checksCertificate) {
    return [
      warning(
        'SMTP_URL has tls.rejectUnauthorized=false: whoever controls the network can pose as the mail server',
      ),
    ];
  }
  return [];
}

/** Emails that should have been delivered by now, and why they weren't. */
async function checkOutbox({ db }: PetitionStorage): Promise<Finding[]> {
  const { refused, untried, since } = await findWaitingEmails(db);
  const failure = await readMailFailure(db);
  const findings: Finding[] = [];
  const oldest = since && `the oldest since ${formatMinute(since)}`;
  if (untried > 0) {
    findings.push(
      error(
        `${untried} ${untried === 1 ? 'email is' : 'emails are'} due, and no server is sending them, ${oldest}; check that the server is running with SMTP_URL`,
      ),
    );
  }
  if (refused > 0) {
    const emails = `${refused} ${refused === 1 ? 'email waits' : 'emails wait'} because the mail server didn't take ${refused === 1 ? 'it' : 'them'}, ${oldest}`;
    // Cleared by each email that is delivered, so the mail server refuses only some recipients.
    if (!failure) findings.push(warning(`${emails}; others are delivered`));
    else {
      const { at, code, responseCode, reply } = failure;
      const words = reply ? `: “${reply}”` : ` (${responseCode ?? code})`;
      findings.push(error(`${emails}; last at ${formatMinute(new Date(at))}${words}`));
    }
  }
  return findings.length > 0 ? findings : [ok('no emails are late')];
}

const formatMinute = (time: Date) => `${time.toISOString().slice(0, 16).replace('T', ' ')} UTC`;

async function checkDatabase(config: Config, secrets: Secrets, verify: boolean): Promise<Finding[]> {
  const file = sqliteFile(secrets.databaseUrl);
  if (file !== null && !existsSync(file)) {
    return [warning(`there is no database at ${file} yet; the first start creates it`)];
  }
  const storage = await openStorage(secrets.databaseUrl, { upgrade: false });
  try {
    return [
      ok(`${storage.dialect.name} opens${file === null ? '' : ` at ${file}`}, and its schema is up to date`),
      ...(secrets.smtpUrl && config.confirmation === 'required' ? await checkOutbox(storage) : []),
      ...(verify ? await verifyContent(config, secrets, storage) : []),
      ...(file === null ? [] : [checkFreeSpace(dirname(file)), ...checkUpgradeCopies(file)]),
      ...(await checkKeys(config, secrets, storage)),
      ...(await checkOrganizers(config, storage)),
    ];
  } finally {
    await storage.close();
  }
}

/** People who are asked for their name and address want to know who asks. */
async function checkOrganizers({ organizer }: Config, { db }: PetitionStorage): Promise<Finding[]> {
  if (organizer) return [];
  const petitions = await db
    .selectFrom('petition')
    .select('slug')
    .where('status', '=', 'open')
    .where('draft', '=', 0)
    .where('organizer', 'is', null)
    .orderBy('id')
    .execute();
  if (petitions.length === 0) return [];
  const slugs = petitions.slice(0, MAX_SLUGS_NAMED).map(({ slug }) => slug);
  const more = petitions.length - slugs.length;
  return [
    warning(
      `no organizer is named on ${slugs.join(', ')}${more > 0 ? ` and ${more} more` : ''}; set ORGANIZER_NAME for all petitions, or "organizer" in their file`,
    ),
  ];
}

async function verifyContent(config: Config, secrets: Secrets, storage: PetitionStorage): Promise<Finding[]> {
  const petitions = await storage.db
    .selectFrom('petition')
    .innerJoin('petition_count', 'petition_count.petition_id', 'petition.id')
    .select(['id', 'slug', 'signed'])
    .orderBy('id')
    .execute();
  // Reading everything is one statement, and about as much work as recounting.
  const signed = petitions.reduce((sum, petition) => sum + petition.signed, 0);
  const bar = await startProgress('Verifying', () => 2 * signed);
  try {
    const damage = await storage.dialect.findDamage(storage.db);
    bar.advance(signed);
    const mismatches: string[] = [];
    const growthMismatches: string[] = [];
    for (const { id, slug, signed } of petitions) {
      const { counter, stored, byDay, daysTooLow } = await recount(storage, id);
      if (counter !== stored) mismatches.push(`${slug}: counter ${counter}, stored ${stored}`);
      if (byDay !== counter) growthMismatches.push(`${slug}: counter ${counter}, sum of days ${byDay}`);
      else if (daysTooLow > 0) growthMismatches.push(`${slug}: too few on ${formatCount(daysTooLow, 'day')}`);
      bar.advance(signed);
    }
    return [
      damage === null
        ? ok('all stored data can be read')
        : error(`the database is damaged (${damage}); restore it from a backup`),
      mismatches.length === 0
        ? ok('every counter equals the stored signatures plus those that `retention` erased')
        : error(
            `counters don't match the stored signatures: ${mismatches.join('; ')}. Something other than this server has changed the database; restore it from a backup`,
          ),
      growthMismatches.length === 0
        ? ok('the numbers per day and partner equal the stored signatures')
        : error(
            `the numbers per day and partner don't match the stored signatures: ${growthMismatches.join('; ')}. Something other than this server has changed the database; restore it from a backup`,
          ),
      ...(await verifyDataKeys(config, secrets, storage)),
    ];
  } finally {
    bar.stop();
  }
}

/** Without its data key, a signature counts but never opens. */
async function verifyDataKeys(
  config: Config,
  secrets: Secrets,
  storage: PetitionStorage,
): Promise<Finding[]> {
  // Loading it would create one.
  if ((await storedSecretCheck(storage)) === undefined) return [];
  const secret = await loadSecret(config, secrets, storage);
  const { signatures, requests, unreadable } = await findMissingDataKeys(storage, new RequestCipher(secret));
  const findings: Finding[] = [];
  if (signatures + requests > 0) {
    findings.push(
      error(
        `the data keys of ${formatCount(signatures, 'signature')} and ${formatCount(requests, 'request')} are missing, so nobody can decrypt them; restore the table data_key from a backup`,
      ),
    );
  } else findings.push(ok('every signature and request has its data key'));
  if (unreadable > 0) {
    findings.push(
      warning(`${formatCount(unreadable, 'request')} can't be read; their signers have to sign again`),
    );
  }
  return findings;
}

function checkFreeSpace(folder: string): Finding {
  const { bavail, bsize } = statfsSync(folder);
  const free = bavail * bsize;
  const size = `${(free / GIB).toFixed(1)} GiB`;
  return free >= MIN_FREE_BYTES
    ? ok(`${size} free on the disk of the database`)
    : warning(`only ${size} free in ${folder}; a million signatures take about 1 GiB`);
}

function checkUpgradeCopies(file: string): Finding[] {
  return findUpgradeCopies(file).map((copy) =>
    warning(
      `${copy} keeps what is erased and who withdraws; delete it once you are satisfied with the upgrade, or the server does after ${UPGRADE_COPY_DAYS} days`,
    ),
  );
}

async function checkKeys(config: Config, secrets: Secrets, storage: PetitionStorage): Promise<Finding[]> {
  const files = keyFilePaths(config.dataDir);
  const findings: Finding[] = [];
  if ((await storedSecretCheck(storage)) === undefined) {
    return [warning('there are no keys yet; the first start creates them')];
  }
  if (!secrets.recipients && !existsSync(files.recipient)) {
    return [error(`${files.recipient} is missing; restore it from a backup, or set RECIPIENT`)];
  }
  const { recipients } = await loadKeys(config, secrets, storage);
  findings.push(ok('the secret matches the database'));
  const lastRecipients = await changedRecipients(storage, recipients);
  if (lastRecipients) {
    findings.push(
      warning(
        `signatures used to be sealed to ${abbreviateRecipients(lastRecipients)}, and are now sealed to ${abbreviateRecipients(recipients)}; unless you changed it on purpose, restore the old recipient`,
      ),
    );
  }
  const current = recipients.map(abbreviateRecipient);
  for (const used of await usedRecipients(storage)) {
    if (used.split(' ').some((recipient) => current.includes(recipient))) continue;
    findings.push(ok(`earlier signatures are sealed to ${used.replaceAll(' ', ' or ')}; keep that identity`));
  }
  if (existsSync(files.identity)) {
    const isPublic = config.publicUrl.startsWith('https:');
    findings.push(
      (isPublic ? error : warning)(
        `${files.identity} decrypts every signature and is on the server; copy it to two safe places elsewhere, then delete it here`,
      ),
    );
  } else findings.push(ok('signatures are sealed to a key that is not on this server'));
  for (const file of [files.secret, files.identity].filter((path) => existsSync(path))) {
    if ((statSync(file).mode & 0o077) !== 0) {
      findings.push(error(`${file} is readable by others; run \`chmod 600 ${file}\``));
    }
  }
  return findings;
}
