import { DAY_MS } from '../lib/time.ts';
import type { PetitionStorage } from '../storage/open.ts';
import { type Finding, findingsAbout } from './finding.ts';

const { ok, warning } = findingsAbout('webhooks');

const REASONS = { gone: 'it answered 410', failing: 'it has failed for days' };
const ENABLE = 'check the receiver, then run `petitions webhooks enable ID`';

/** Webhooks that the server has disabled, and those that fail. Says their IDs: URLs are encrypted, and may contain a token. */
export async function checkWebhooks({ db }: PetitionStorage, now = Date.now()): Promise<Finding[]> {
  const endpoints = await db
    .selectFrom('webhook_endpoint')
    .select(['id', 'disabled'])
    .where((eb) => eb.or([eb('disabled', 'is', null), eb('disabled', '<>', 'organizer')]))
    .orderBy('id')
    .execute();
  if (endpoints.length === 0) return [];
  const yesterday = new Date(now - DAY_MS).toISOString();
  const late = await db
    .selectFrom('webhook_delivery')
    .select('endpoint_id')
    .distinct()
    .where('due_at', 'is not', null)
    .where('created_at', '<', yesterday)
    .execute();
  const findings = endpoints.flatMap(({ id, disabled }) => {
    if (disabled !== null && disabled !== 'organizer') {
      return warning(`webhook ${id} was disabled because ${REASONS[disabled]}; ${ENABLE}`);
    }
    return late.some(({ endpoint_id }) => endpoint_id === id)
      ? warning(
          `webhook ${id} has events that it didn't accept for more than a day; \`petitions webhooks deliveries ${id}\` says why`,
        )
      : [];
  });
  return findings.length > 0 ? findings : [ok('all webhooks accept their events')];
}
