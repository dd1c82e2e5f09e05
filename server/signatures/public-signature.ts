import { decrypt, encrypt, padJson } from '../crypto/aead.ts';
import { deriveKey } from '../crypto/derive-key.ts';
import { aad } from '../crypto/sealer.ts';
import { graphemes } from '../i18n/graphemes.ts';
import type { Signer } from './signer-key.ts';

/** What a signer chose to show publicly. */
export interface PublicSignature {
  name: string;
  /** Shown once the organizer has approved it. */
  comment?: string;
}

/** Two lengths, without or with a long comment, for the reason that `sealer.ts` gives. */
const LENGTHS = [256, 4_096] as const;

/** In graphemes. First names are shorter, and more would fill everyone's page. */
const MAX_NAME_LENGTH = 20;

/**
 * What a first name consists of, in any script. No digits, and nothing that makes a web address. Letters may carry a few
 * marks; more would cover the text around them.
 */
const NAME = /^\p{L}(?:[\p{L}\u200c'’-]|\u200d|\p{M}(?!\p{M}{4}))*\.?$/u;
/** Scripts that write family name and given name as one word, the family name first. */
const ONE_WORD = /^[\p{Script=Han}\p{Script=Hangul}\p{Script=Hiragana}\p{Script=Katakana}ー]+$/u;

/**
 * The first name and the family name's initial: "Ana G.". Of the given name, only one word is used, and never the
 * family name, because people write both into one field.
 *
 * @returns null if the name can't be shown
 */
export function publicName(givenName: string, familyName = ''): string | null {
  const initial = initialOf(familyName);
  const first = firstName(givenName.trim(), familyName.trim());
  if (first === null) return initial;
  if (!NAME.test(first)) return null;
  const letters = graphemes(first);
  const short = letters.length > MAX_NAME_LENGTH ? `${letters.slice(0, MAX_NAME_LENGTH).join('')}…` : first;
  return initial ? `${short} ${initial}` : short;
}

/** Older versions stored more of a name. @returns null if it can't be shown */
export function shortenStoredName(name: string): string | null {
  const [, given = name, initial = ''] = /^(.+) (\S{1,8})\.$/u.exec(name) ?? [];
  const first = publicName(given.replace(/…$/, ''));
  return first && (initial && NAME.test(initial) ? `${first} ${initial}.` : first);
}

/** @returns null if there is only the family name */
function firstName(givenName: string, familyName: string): string | null {
  const words = givenName.split(/\s+/u);
  if (words.length === 1 && ONE_WORD.test(givenName)) {
    if (familyName === '') return graphemes(givenName)[0]!;
    return givenName.length > familyName.length && givenName.startsWith(familyName)
      ? givenName.slice(familyName.length)
      : givenName;
  }
  const familyWords = new Set(fold(familyName).split(/\s+/u));
  return words.find((word) => !familyWords.has(fold(word))) ?? null;
}

const fold = (text: string) => text.toLowerCase();

/** The first letter. A family name of one character is left out, because an initial would reveal all of it. */
function initialOf(familyName: string): string | null {
  const letters = graphemes(familyName.trim());
  const initial = letters.find((letter) => /^\p{L}/u.test(letter));
  return letters.length > 1 && initial && NAME.test(initial) ? `${initial}.` : null;
}

/**
 * Encrypts public signatures under a key derived from the secret, bound to their signer. Until the signer has
 * confirmed the email address and the organizer has approved the comment, they are not public, and a copy of
 * the database must not reveal them.
 */
export class PublicSignatureCipher {
  readonly #key: Uint8Array;

  constructor(secret: Uint8Array) {
    this.#key = deriveKey(secret, 'petition-widget shown');
  }

  encrypt({ petition_id, signer_key }: Signer, publicSignature: PublicSignature): Buffer {
    return encrypt(this.#key, padJson(publicSignature, LENGTHS), aad(petition_id, signer_key));
  }

  /** Returns null if the row is damaged or was moved. Then it isn't shown; nothing else depends on it. */
  decrypt({ petition_id, signer_key, shown }: Signer & { shown: Uint8Array }): PublicSignature | null {
    try {
      return JSON.parse(decrypt(this.#key, shown, aad(petition_id, signer_key)).toString('utf8'));
    } catch {
      return null;
    }
  }
}
