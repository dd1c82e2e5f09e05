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

/** In UTF-16 code units. Longer text is hardly a first name, and would fill everyone's page. */
const MAX_NAME_LENGTH = 40;

/**
 * The first name and the family name's initial: "Ana G.". A family name of a single character is left out,
 * because an initial would reveal all of it. If a petition has no field for it, people write the family name
 * after the first name, so only the first word is used.
 */
export function publicName(givenName: string, familyName = ''): string {
  if (familyName === '') return shorten(givenName.split(/\s/u, 1)[0]!);
  const [initial, ...rest] = graphemes(familyName);
  return rest.length > 0 ? `${shorten(givenName)} ${stripMarks(initial!)}.` : shorten(givenName);
}

/** Cuts between graphemes. */
function shorten(name: string): string {
  if (name.length <= MAX_NAME_LENGTH) return name;
  let short = '';
  for (const grapheme of graphemes(name)) {
    if (short.length + stripMarks(grapheme).length >= MAX_NAME_LENGTH) break;
    short += stripMarks(grapheme);
  }
  return `${short.trimEnd()}…`;
}

/** A letter may carry any number of combining marks. */
const stripMarks = (grapheme: string) =>
  grapheme.length < MAX_NAME_LENGTH ? grapheme : String.fromCodePoint(grapheme.codePointAt(0)!);

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
