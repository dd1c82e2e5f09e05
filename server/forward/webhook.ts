import { WEBHOOK_SECRET_PREFIX, webhookHeaders } from '../crypto/webhook-signature.ts';
import { UserError } from '../lib/errors.ts';
import { HttpClient, parseSafeUrl } from './http-client.ts';
import type { RetryOptions } from './retry.ts';
import type { ForwardedSignature, Target } from './target.ts';

const MIN_SECRET_BYTES = 24;
const MAX_SECRET_BYTES = 64;

/** Sends each signature as an event of Standard Webhooks. A repeated event has the same `webhook-id`. */
export class Webhook implements Target {
  readonly name: string;
  readonly address: string;
  readonly batchSize = 1;
  readonly #secret: string;
  readonly #client: HttpClient;

  /** @throws UserError if the URL or the secret is wrong */
  constructor(url: string, secret: string, options: RetryOptions) {
    const { host, href } = parseSafeUrl(url, 'The address after webhook:');
    this.name = `The webhook at ${host}`;
    this.address = href;
    requireSecret(secret);
    this.#secret = secret;
    this.#client = new HttpClient({ ...options, name: this.name, checksClock: true });
  }

  /** Nothing can be checked without an event. */
  async prepare(): Promise<void> {}

  async send({ id, ...data }: ForwardedSignature): Promise<string | null> {
    const body = JSON.stringify({
      type: 'signature.created',
      // The most precise time that is known.
      timestamp: `${data.signedOn}T00:00:00Z`,
      data: { id, ...data },
    });
    const { status } = await this.#client.request(this.address, (now) => ({
      method: 'POST',
      headers: { 'Content-Type': 'application/json', ...webhookHeaders({ id, body }, [this.#secret], now) },
      body,
    }));
    if (status < 300) return null;
    if (status === 401 || status === 403) {
      throw new UserError(
        `${this.name} doesn't accept the signature (${status}). Compare WEBHOOK_SECRET with the receiver's, then run the same command again.`,
      );
    }
    if (status === 404 || status === 410) {
      throw new UserError(
        `${this.name} doesn't exist${status === 410 ? ' anymore' : ''} (${status}). Give the right address in --to.`,
      );
    }
    return `refused by the webhook with ${status}`;
  }

  async flush(): Promise<void> {}
}

/** @throws UserError */
function requireSecret(secret: string): void {
  const encoded = secret.startsWith(WEBHOOK_SECRET_PREFIX) ? secret.slice(WEBHOOK_SECRET_PREFIX.length) : '';
  const { length } = Buffer.from(encoded, 'base64');
  if (length >= MIN_SECRET_BYTES && length <= MAX_SECRET_BYTES) return;
  throw new UserError(
    `WEBHOOK_SECRET must be ${WEBHOOK_SECRET_PREFIX} and ${MIN_SECRET_BYTES} to ${MAX_SECRET_BYTES} bytes in base64. Create one: echo "${WEBHOOK_SECRET_PREFIX}$(openssl rand -base64 32)"`,
  );
}
