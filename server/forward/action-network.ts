import * as v from 'valibot';
import { UserError } from '../lib/errors.ts';
import { HttpClient, parseSafeUrl } from './http-client.ts';
import type { RetryOptions } from './retry.ts';
import type { ForwardedSignature, Target } from './target.ts';

export const ACTION_NETWORK_URL = 'https://actionnetwork.org/api/v2/';
/** Four requests a second are allowed. A little less, because networks let requests catch up with each other. */
const MIN_INTERVAL_MS = 260;

const EntryPoint = v.object({ _links: v.looseObject({ 'osdi:tags': v.unknown() }) });
const Recorded = v.object({ identifiers: v.pipe(v.array(v.string()), v.minLength(1)) });

/**
 * Records signatures at a petition of Action Network. It finds people by email address, and updates them: sending a
 * signature twice changes nothing.
 */
export class ActionNetwork implements Target {
  readonly name = 'Action Network';
  readonly address: string;
  readonly batchSize = 1;
  readonly #petition: string;
  readonly #base: URL;
  readonly #key: string;
  readonly #client: HttpClient;

  /**
   * @param base address of its API
   * @throws UserError if the ID can't be one
   */
  constructor(petition: string, key: string, options: RetryOptions, base = ACTION_NETWORK_URL) {
    if (!/^[\w-]{1,64}$/.test(petition)) {
      throw new UserError(
        'Write action-network:PETITION_ID. The ID is the last part of the address under "API Endpoint" in the sidebar of the petition.',
      );
    }
    this.#petition = petition;
    this.address = `action-network:${petition}`;
    this.#base = parseSafeUrl(base.endsWith('/') ? base : `${base}/`, 'ACTION_NETWORK_URL');
    this.#key = key;
    this.#client = new HttpClient({ ...options, name: this.name, minIntervalMs: MIN_INTERVAL_MS });
  }

  async prepare(): Promise<void> {
    // Its entry point answers everybody, but links to tags only for those with a key.
    const entry = await this.#client.request(this.#base.href, () => this.#request('GET'));
    if (!v.is(EntryPoint, parseJson(entry.text))) {
      throw new UserError(
        'Action Network does not accept the key in ACTION_NETWORK_KEY. Copy it again from Start Organizing → Details → API & Sync.',
      );
    }
    const { status } = await this.#client.request(this.#url(''), () => this.#request('GET'));
    if (status !== 200) {
      throw new UserError(
        `Action Network has no petition ${this.#petition} for this key (${status}). The ID is the last part of its API address.`,
      );
    }
  }

  async send(signature: ForwardedSignature): Promise<string | null> {
    const body = JSON.stringify(toBody(signature));
    const { status, text } = await this.#client.request(this.#url('/signatures'), () =>
      this.#request('POST', body),
    );
    if (status === 401 || status === 403) {
      throw new UserError(
        `Action Network does not accept the key in ACTION_NETWORK_KEY anymore (${status}). Create another one, then run the same command again.`,
      );
    }
    if (status >= 300) return `refused by Action Network with ${status}`;
    // It answers 200 and an empty object to what it doesn't record.
    return v.is(Recorded, parseJson(text)) ? null : 'not recorded by Action Network, which gives no reason';
  }

  async flush(): Promise<void> {}

  #url(path: string): string {
    return new URL(`petitions/${this.#petition}${path}`, this.#base).href;
  }

  #request(method: string, body?: string): RequestInit {
    return {
      method,
      headers: {
        'OSDI-API-Token': this.#key,
        ...(body !== undefined && { 'Content-Type': 'application/json' }),
      },
      ...(body !== undefined && { body }),
    };
  }
}

function toBody(signature: ForwardedSignature) {
  const { givenName, familyName, email, postalCode, country, comment, partner, mayContact } = signature;
  return {
    person: {
      given_name: givenName,
      ...(familyName !== null && { family_name: familyName }),
      email_addresses: [{ address: email, status: mayContact ? 'subscribed' : 'unsubscribed' }],
      ...((postalCode !== null || country !== null) && {
        postal_addresses: [
          { ...(postalCode !== null && { postal_code: postalCode }), ...(country !== null && { country }) },
        ],
      }),
      custom_fields: {
        petition_consent: mayContact ? 'yes' : 'no',
        petition_consent_version: signature.consentVersion,
        petition_signed_on: signature.signedOn,
      },
    },
    ...(comment !== null && { comments: comment }),
    ...(partner !== null && { 'action_network:referrer_data': { source: partner } }),
  };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
