import { findMissingDataKeys } from '../archive/missing-data-keys.ts';
import type { Config, Secrets } from '../config/config.ts';
import { loadSecret, storedSecretCheck } from '../crypto/keys.ts';
import { recount } from '../signatures/recount.ts';
import { RequestCipher } from '../signatures/request-cipher.ts';
import type { PetitionStorage } from '../storage/open.ts';
import { error, type Finding, ok, warning } from './finding.ts';

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
    const wrongCounters: Finding[] = [];
    const wrongDays: Finding[] = [];
    for (const { id, slug, signed } of petitions) {
      const { counter, stored, byDay, daysTooLow } = await recount(storage, id);
      if (counter !== stored) wrongCounters.push(error('counter-wrong', { petition: slug, counter, stored }));
      if (byDay !== counter) wrongDays.push(error('days-wrong', { petition: slug, counter, sum: byDay }));
      else if (daysTooLow > 0) wrongDays.push(error('days-too-low', { petition: slug, days: daysTooLow }));
      bar.advance(signed);
    }
    return [
      damage === null ? ok('content-readable') : error('content-damaged', { damage }),
      ...(wrongCounters.length === 0 ? [ok('counters-correct')] : wrongCounters),
      ...(wrongDays.length === 0 ? [ok('days-correct')] : wrongDays),
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
    findings.push(error('data-keys-missing', { signatures, requests }));
  } else findings.push(ok('data-keys-complete'));
  if (unreadable > 0) findings.push(warning('requests-unreadable', { requests: unreadable }));
  return findings;
}
