import { DAY_MS } from '../lib/time.ts';
import type { PetitionStorage } from '../storage/open.ts';
import { type Finding, ok, warning } from './finding.ts';

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
      return warning(disabled === 'gone' ? 'webhook-gone' : 'webhook-failing', { id: String(id) });
    }
    return late.some(({ endpoint_id }) => endpoint_id === id)
      ? warning('webhook-late', { id: String(id) })
      : [];
  });
  return findings.length > 0 ? findings : [ok('webhooks-on-time')];
}
