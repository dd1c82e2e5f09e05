import { hkdfSync } from 'node:crypto';
import { decrypt, encrypt, padded } from './aead.ts';
import { boundTo } from './sealing.ts';
import type { Signer } from './signer-key.ts';

/** What a signer lets everybody see. */
export interface Shown {
  name: string;
  /** Everybody sees it once the organiser has approved it. */
  comment?: string;
}

/**
 * The first name, and the initial of the family name: "Ana G.". A family name that is a single letter or sign is left
 * out, or all of it would be shown; and where no family name was asked for, people write theirs behind the first.
 */
export function publicName(givenName: string, familyName = ''): string {
  if (familyName === '') return givenName.split(/\s/u, 1)[0]!;
  const [initial, ...rest] = new Intl.Segmenter().segment(familyName);
  return rest.length > 0 ? `${givenName} ${initial!.segment}.` : givenName;
}

/**
 * Encrypts what is to be shown, under a key of the secret, bound to its signer: before the mailbox has confirmed it and
 * the organiser has read the comment, it is nobody's business; and a copy of the database shows nobody.
 */
export class ShownSeal {
  readonly #key: Uint8Array;

  constructor(secret: Uint8Array) {
    this.#key = new Uint8Array(hkdfSync('sha256', secret, '', 'petition-widget shown', 32));
  }

  seal({ petition_id, signer_key }: Signer, shown: Shown): Buffer {
    return encrypt(this.#key, padded(shown), boundTo(petition_id, signer_key));
  }

  /** Null where it was damaged or moved: it isn't shown then, and nothing else depends on it. */
  open({ petition_id, signer_key, shown }: Signer & { shown: Uint8Array }): Shown | null {
    try {
      return JSON.parse(decrypt(this.#key, shown, boundTo(petition_id, signer_key)).toString('utf8'));
    } catch {
      return null;
    }
  }
}
