import { existsSync, statSync } from 'node:fs';
import type { Config, Secrets } from '../config/config.ts';
import { abbreviateRecipient } from '../crypto/identities.ts';
import {
  changedRecipients,
  keyFilePaths,
  loadKeys,
  storedSecretCheck,
  usedRecipients,
} from '../crypto/keys.ts';
import type { PetitionStorage } from '../storage/open.ts';
import { error, type Finding, ok, warning } from './finding.ts';

/** Whether the keys fit the database, and the identity is elsewhere. */
export async function checkKeys(
  config: Config,
  secrets: Secrets,
  storage: PetitionStorage,
): Promise<Finding[]> {
  const files = keyFilePaths(config.dataDir);
  const findings: Finding[] = [];
  if ((await storedSecretCheck(storage)) === undefined) {
    return [warning('keys-not-yet')];
  }
  if (!secrets.recipients && !existsSync(files.recipient)) {
    return [error('keys-recipient-missing', { file: files.recipient })];
  }
  const { recipients } = await loadKeys(config, secrets, storage);
  findings.push(ok('keys-secret-matches'));
  const current = recipients.map(abbreviateRecipient);
  const lastRecipients = await changedRecipients(storage, recipients);
  if (lastRecipients) {
    const before = lastRecipients.map(abbreviateRecipient);
    findings.push(warning('keys-recipient-changed', { before, now: current }));
  }
  for (const used of await usedRecipients(storage)) {
    const earlier = used.split(' ');
    if (earlier.some((recipient) => current.includes(recipient))) continue;
    findings.push(ok('keys-earlier-recipient', { recipients: earlier }));
  }
  if (existsSync(files.identity)) {
    const isPublic = config.publicUrl.startsWith('https:');
    findings.push((isPublic ? error : warning)('keys-identity-here', { file: files.identity }));
  } else findings.push(ok('keys-identity-elsewhere'));
  for (const file of [files.secret, files.identity].filter((path) => existsSync(path))) {
    if ((statSync(file).mode & 0o077) !== 0) findings.push(error('keys-file-open', { file }));
  }
  return findings;
}
