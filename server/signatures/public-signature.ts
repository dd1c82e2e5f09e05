import { hkdfSync } from 'node:crypto';
import { decrypt, encrypt, padded } from '../crypto/aead.ts';
import { boundTo } from '../crypto/sealer.ts';
import type { Signer } from './signer-key.ts';

/** What a signer lets everybody see. */
export interface Shown {
  name: string;
  /** Everybody sees it once the organiser has approved it. */
  comment?: string;
}

/** Of a first name, in UTF-16 units. What is longer is hardly a name, and would fill the page of everybody else. */
const LONGEST = 40;

/**
 * The first name, and the initial of the family name: "Ana G.". A family name that is a single letter or sign is left
 * out, or all of it would be shown; and where no family name was asked for, people write theirs behind the first.
 */
export function publicName(givenName: string, familyName = ''): string {
  if (familyName === '') return shortened(givenName.split(/\s/u, 1)[0]!);
  const [initial, ...rest] = signsOf(familyName);
  return rest.length > 0 ? `${shortened(givenName)} ${plain(initial!)}.` : shortened(givenName);
}

/** Cut between what a reader takes for letters. */
function shortened(name: string): string {
  if (name.length <= LONGEST) return name;
  let kept = '';
  for (const sign of signsOf(name)) {
    if (kept.length + plain(sign).length >= LONGEST) break;
    kept += plain(sign);
  }
  return `${kept.trimEnd()}…`;
}

/** What a reader takes for one letter or sign. */
const signsOf = (text: string) => Array.from(new Intl.Segmenter().segment(text), ({ segment }) => segment);

/** A letter may have any number of marks heaped upon it. */
const plain = (sign: string) => (sign.length < LONGEST ? sign : String.fromCodePoint(sign.codePointAt(0)!));

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
