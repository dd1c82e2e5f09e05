import { createHmac, randomBytes } from 'node:crypto';
import { SECOND_MS } from '../lib/time.ts';

export const WEBHOOK_SECRET_PREFIX = 'whsec_';
const SECRET_BYTES = 32;

/** Creates a secret as Standard Webhooks writes it: `whsec_` and base64. */
export const createWebhookSecret = (): string =>
  `${WEBHOOK_SECRET_PREFIX}${randomBytes(SECRET_BYTES).toString('base64')}`;

interface Message {
  id: string;
  body: string;
}

/**
 * The headers by which a receiver recognizes us, and an event that it has already: https://www.standardwebhooks.com
 *
 * @param secrets during a rotation the old one too: the receiver accepts if one signature is right
 * @param now time of the attempt, in milliseconds since 1970
 */
export function webhookHeaders({ id, body }: Message, secrets: readonly string[], now: number) {
  const timestamp = String(Math.floor(now / SECOND_MS));
  const sign = (secret: string) => {
    const key = Buffer.from(secret.slice(WEBHOOK_SECRET_PREFIX.length), 'base64');
    return `v1,${createHmac('sha256', key).update(`${id}.${timestamp}.${body}`).digest('base64')}`;
  };
  return {
    'webhook-id': id,
    'webhook-timestamp': timestamp,
    'webhook-signature': secrets.map(sign).join(' '),
  };
}
