import { hkdfSync } from 'node:crypto';
import { decrypt, encrypt, padJson } from '../crypto/aead.ts';
import { aad } from '../crypto/sealer.ts';
import type { Signer } from './signer-key.ts';

/** What a signer lets everybody see. */
export interface PublicSignature {
  name: string;
  /** Everybody sees it once the organiser has approved it. */
  comment?: string;
}

/** Of a first name, in UTF-16 units. What is longer is hardly a name, and would fill the page of everybody else. */
const MAX_NAME_LENGTH = 40;

/**
 * The first name, and the initial of the family name: "Ana G.". A family name that is a single letter or sign is left
 * out, or all of it would be shown; and where no family name was asked for, people write theirs behind the first.
 */
export function publicName(givenName: string, familyName = ''): string {
  if (familyName === '') return shortened(givenName.split(/\s/u, 1)[0]!);
  const [initial, ...rest] = graphemes(familyName);
  return rest.length > 0 ? `${shortened(givenName)} ${plain(initial!)}.` : shortened(givenName);
}

/** Cut between what a reader takes for letters. */
function shortened(name: string): string {
  if (name.length <= MAX_NAME_LENGTH) return name;
  let kept = '';
  for (const sign of graphemes(name)) {
    if (kept.length + plain(sign).length >= MAX_NAME_LENGTH) break;
    kept += plain(sign);
  }
  return `${kept.trimEnd()}…`;
}

/** What a reader takes for one letter or sign. */
const graphemes = (text: string) => Array.from(new Intl.Segmenter().segment(text), ({ segment }) => segment);

/** A letter may have any number of marks heaped upon it. */
const plain = (sign: string) =>
  sign.length < MAX_NAME_LENGTH ? sign : String.fromCodePoint(sign.codePointAt(0)!);

/**
 * Encrypts what is to be shown, under a key of the secret, bound to its signer: before the mailbox has confirmed it and
 * the organiser has read the comment, it is nobody's business; and a copy of the database shows nobody.
 */
export class PublicSignatureCipher {
  readonly #key: Uint8Array;

  constructor(secret: Uint8Array) {
    this.#key = new Uint8Array(hkdfSync('sha256', secret, '', 'petition-widget shown', 32));
  }

  encrypt({ petition_id, signer_key }: Signer, shown: PublicSignature): Buffer {
    return encrypt(this.#key, padJson(shown), aad(petition_id, signer_key));
  }

  /** Null where it was damaged or moved: it isn't shown then, and nothing else depends on it. */
  decrypt({ petition_id, signer_key, shown }: Signer & { shown: Uint8Array }): PublicSignature | null {
    try {
      return JSON.parse(decrypt(this.#key, shown, aad(petition_id, signer_key)).toString('utf8'));
    } catch {
      return null;
    }
  }
}
