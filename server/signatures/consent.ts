import { createHash } from 'node:crypto';
import type { Fields } from '../../common/contract.ts';
import { dictionaryFor } from '../i18n/dictionaries.ts';

/** What a signer is told and asked before signing, and a version to keep on record that this was it. */
export interface Consent {
  lang: string;
  /** The first 12 hex digits of the SHA-256 of all that is shown: nothing else can go under the same version. */
  version: string;
  text: string;
  /** What stands at each box that the petition has; "#" in the place of the partner's name. */
  boxes: { display?: string; contact?: string; partnerContact?: string };
}

type Asked = Pick<Fields, 'display' | 'comment' | 'contact' | 'partnerContact'>;

const known = new Map<string, Consent>();

/** What is shown in the language nearest to the wanted one, for a petition that asks for these fields. */
export function consentFor(wanted: string | undefined, asked: Asked): Consent {
  const { lang, words } = dictionaryFor(wanted);
  const withComment = asked.comment !== 'off';
  const name = [lang, withComment, asked.display, asked.contact, asked.partnerContact].join();
  const consent = known.get(name);
  if (consent) return consent;
  const text = asked.display === 'off' ? words.consent : words.consentShown;
  const boxes = {
    ...(asked.display !== 'off' && { display: withComment ? words.displayComment : words.display }),
    ...(asked.contact !== 'off' && { contact: words.contact }),
    ...(asked.partnerContact !== 'off' && { partnerContact: words.partnerContact }),
  };
  const version = createHash('sha256')
    .update(JSON.stringify([text, boxes]))
    .digest('hex')
    .slice(0, 12);
  known.set(name, { lang, version, text, boxes });
  return known.get(name)!;
}
