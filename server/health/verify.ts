import { findMissingDataKeys } from '../archive/missing-data-keys.ts';
import type { Config, Secrets } from '../config/config.ts';
import { loadSecret, storedSecretCheck } from '../crypto/keys.ts';
import { formatCount } from '../lib/format-count.ts';
import { recount } from '../signatures/recount.ts';
import { RequestCipher } from '../signatures/request-cipher.ts';
import type { PetitionStorage } from '../storage/open.ts';
import { type Finding, findingsAbout } from './finding.ts';

const { ok, warning, error } = findingsAbout('database');

/** Told how much was verified, of a total in signatures. */
export interface VerifyProgress {
  advance(signatures: number): void;
  stop(): void;
}

/**
 * Reads all stored data, and recounts every petition. Takes about a second per million signatures.
 *
 * @param startProgress called with the total
 */
export async function verifyContent(
  config: Config,
  secrets: Secrets,
  storage: PetitionStorage,
  startProgress: (total: number) => Promise<VerifyProgress>,
): Promise<Finding[]> {
  const petitions = await storage.db
    .selectFrom('petition')
    .innerJoin('petition_count', 'petition_count.petition_id', 'petition.id')
    .select(['id', 'slug', 'signed'])
    .orderBy('id')
    .execute();
  // Reading everything is one statement, and about as much work as recounting.
  const signed = petitions.reduce((sum, petition) => sum + petition.signed, 0);
  const bar = await startProgress(2 * signed);
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
