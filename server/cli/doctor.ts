import { existsSync, statfsSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { sql } from 'kysely';
import { type Config, readConfig, type Secrets } from '../config/config.ts';
import { abbreviateRecipients } from '../crypto/identities.ts';
import { changedRecipients, keyFilePaths, loadKeys, storedSecretCheck } from '../crypto/keys.ts';
import { UserError } from '../lib/errors.ts';
import { VERSION, WIDGET_DIR } from '../lib/package.ts';
import { createMailTransport } from '../mail/transport.ts';
import { openStorage, type PetitionStorage, sqliteFile } from '../storage/open.ts';
import { type Command, parseArguments, print } from './command.ts';

type Finding = { level: 'good' | 'warning' | 'bad'; text: string };

const MARKS = { good: '✓', warning: '!', bad: '✗' };
const LEAST_FREE_BYTES = 1024 ** 3;

const good = (text: string): Finding => ({ level: 'good', text });
const warning = (text: string): Finding => ({ level: 'warning', text });
const bad = (text: string): Finding => ({ level: 'bad', text });

export const doctor: Command = {
  usage: 'doctor [--verify]',
  summary: 'look whether all is well, and say what to mend; --verify recounts and reads all that is stored',
  async run(args) {
    const { values } = parseArguments(doctor, args, { verify: { type: 'boolean' } }, []);
    print(`petitions ${VERSION} on Node ${process.versions.node}`);
    const findings = await examine(values.verify === true);
    for (const { level, text } of findings) print(`${MARKS[level]} ${text}`);
    return findings.some(({ level }) => level === 'bad') ? 1 : 0;
  },
};

async function examine(verify: boolean): Promise<Finding[]> {
  try {
    const { config, secrets } = readConfig(process.env);
    return [
      good('the configuration is sound'),
      address(config),
      ...proxies(config),
      existsSync(WIDGET_DIR)
        ? good('the widget is built')
        : bad('the widget is not built; run `npm run build`'),
      ...(await mail(config, secrets)),
      ...(await database(config, secrets, verify)),
    ];
  } catch (error) {
    if (error instanceof UserError) return [bad(error.message)];
    throw error;
  }
}

function address({ publicUrl }: Config): Finding {
  return publicUrl.startsWith('https:')
    ? good(`the world reaches it at ${publicUrl}`)
    : warning(`PUBLIC_URL is ${publicUrl}; set it to the https address that partners will paste`);
}

async function mail({ confirmation }: Config, { smtpUrl }: Secrets): Promise<Finding[]> {
  if (!smtpUrl) {
    return [
      warning(
        'signatures count without confirmation, so anybody can sign with anybody’s address; set SMTP_URL to have addresses confirmed by letter',
      ),
    ];
  }
  const transport = await createMailTransport(smtpUrl);
  try {
    await transport.verify();
    return [
      confirmation === 'required'
        ? good('the mail server takes confirmation letters')
        : warning('CONFIRMATION is off, so nothing is sent to the mail server'),
    ];
  } catch (error) {
    // Only the code: the message may repeat what the address holds.
    const { code, responseCode } = error as { code?: string; responseCode?: number };
    const what = code === 'EAUTH' ? 'doesn’t let us in' : 'can’t be reached, or doesn’t answer as one';
    return [
      bad(`the mail server ${what} (${responseCode ?? code}); check SMTP_URL. Letters wait for 72 hours`),
    ];
  } finally {
    transport.close();
  }
}

/** The server speaks no TLS itself, so where the world reaches it by https there is a proxy. */
function proxies({ publicUrl, trustProxy, limits }: Config): Finding[] {
  if (!limits) return [warning('LIMITS is off; robots may sign as fast as they like')];
  if (publicUrl.startsWith('https:') && trustProxy === 0) {
    return [
      warning(
        'TRUST_PROXY is not set; all who come through your proxy count as one client, of whom it asks proofs of work and then to wait. Set it to 1, or to the proxy’s address',
      ),
    ];
  }
  return [];
}

async function database(config: Config, secrets: Secrets, verify: boolean): Promise<Finding[]> {
  const file = sqliteFile(secrets.databaseUrl);
  if (file !== null && !existsSync(file)) {
    return [warning(`there is no database at ${file} yet; the first start makes it`)];
  }
  const storage = await openStorage(secrets.databaseUrl, { upgrade: false });
  try {
    return [
      good(
        `${storage.dialect.name} opens${file === null ? '' : ` at ${file}`}, and its schema is of this version`,
      ),
      ...(verify ? [await damage(storage), await counters(storage)] : []),
      ...(file === null ? [] : [freeSpace(dirname(file))]),
      ...(await keys(config, secrets, storage)),
    ];
  } finally {
    await storage.close();
  }
}

async function damage({ db, dialect }: PetitionStorage): Promise<Finding> {
  const found = await dialect.findDamage(db);
  return found === null
    ? good('all that is stored can be read')
    : bad(`the database is damaged (${found}); restore it from a backup`);
}

/** One statement sees one moment, so it may run while people sign. */
async function counters({ db }: PetitionStorage): Promise<Finding> {
  const { rows } = await sql<{ slug: string; counter: number; stored: number }>`
    select slug, petition_count.signed as counter,
      erased + (select count(*) from signature where signature.petition_id = petition.id) as stored
    from petition join petition_count on petition_count.petition_id = petition.id
    order by petition.id`.execute(db);
  const drifted = rows.filter(({ counter, stored }) => counter !== stored);
  return drifted.length === 0
    ? good('every counter equals the signatures that are stored, and those that `retention` erased')
    : bad(
        `counters differ from what is stored: ${drifted
          .map(({ slug, counter, stored }) => `${slug} says ${counter}, has ${stored}`)
          .join('; ')}. Something else than this server has changed the database; restore it from a backup`,
      );
}

function freeSpace(folder: string): Finding {
  const { bavail, bsize } = statfsSync(folder);
  const free = bavail * bsize;
  const size = `${(free / 1024 ** 3).toFixed(1)} GiB`;
  return free >= LEAST_FREE_BYTES
    ? good(`${size} are free where the data lies`)
    : warning(`only ${size} are free in ${folder}; a million signatures take about one`);
}

async function keys(config: Config, secrets: Secrets, storage: PetitionStorage): Promise<Finding[]> {
  const files = keyFilePaths(config.dataDir);
  const findings: Finding[] = [];
  if ((await storedSecretCheck(storage)) === undefined) {
    return [warning('there are no keys yet; the first start makes them')];
  }
  if (!secrets.recipients && !existsSync(files.recipient)) {
    return [bad(`${files.recipient} is missing; put it back from your backup, or set RECIPIENT`)];
  }
  const { recipients } = await loadKeys(config, secrets, storage);
  findings.push(good('the secret is the one this database was made with'));
  const first = await changedRecipients(storage, recipients);
  if (first) {
    findings.push(
      warning(
        `signatures were sealed to ${abbreviateRecipients(first)} at first, and are to ${abbreviateRecipients(recipients)} from here on; unless you changed it on purpose, put the old recipient back`,
      ),
    );
  }
  if (existsSync(files.identity)) {
    findings.push(
      warning(
        `${files.identity} opens every signature, and lies on the server: copy it to two safe places elsewhere, then delete it here`,
      ),
    );
  } else {
    findings.push(good('signatures are sealed to a key that is not on this server'));
  }
  for (const file of [files.secret, files.identity].filter((each) => existsSync(each))) {
    if ((statSync(file).mode & 0o077) !== 0) {
      findings.push(bad(`${file} can be read by others; run \`chmod 600 ${file}\``));
    }
  }
  return findings;
}
