import { existsSync, statSync } from 'node:fs';
import type { Config, Secrets } from '../config/config.ts';
import { abbreviateRecipient, abbreviateRecipients } from '../crypto/identities.ts';
import {
  changedRecipients,
  keyFilePaths,
  loadKeys,
  storedSecretCheck,
  usedRecipients,
} from '../crypto/keys.ts';
import type { PetitionStorage } from '../storage/open.ts';
import { type Finding, findingsAbout } from './finding.ts';

const { ok, warning, error } = findingsAbout('keys');

/** Whether the keys fit the database, and the identity is elsewhere. */
export async function checkKeys(
  config: Config,
  secrets: Secrets,
  storage: PetitionStorage,
): Promise<Finding[]> {
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
