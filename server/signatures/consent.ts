import { createHash } from 'node:crypto';
import type { Fields } from '../../common/contract.ts';
import { type Dictionary, dictionaryFor } from '../i18n/dictionaries.ts';

/** What a signer reads before signing, and the version by which it is kept on record. */
export interface Consent {
  lang: string;
  /** First 12 hex digits of the SHA-256 of the texts, so that a version can't stand for anything else. */
  version: string;
  text: string;
  /** Labels of the checkboxes that the petition has. "#" stands for the partner's name. */
  boxes: { display?: string; contact?: string; partnerContact?: string };
}

/** The boxes of a form, in their order. */
export const BOXES = ['display', 'contact', 'partnerContact'] as const;
export type BoxName = (typeof BOXES)[number];

/** A box with its label. */
export interface Box {
  name: BoxName;
  /** "#" stands for the partner's name. */
  label: string;
  /** Set if the label names a partner. */
  partnerName?: string;
}

type ConsentFields = Pick<Fields, 'display' | 'comment' | 'contact' | 'partnerContact'>;

const cache = new Map<string, Consent>();

/** Returns the consent in the closest available language, for a petition with these fields. */
export function consentFor(preferredLang: string | undefined, fields: ConsentFields): Consent {
  const { lang, words } = dictionaryFor(preferredLang);
  const withComment = fields.comment !== 'off';
  const key = [lang, withComment, fields.display, fields.contact, fields.partnerContact].join();
  const cached = cache.get(key);
  if (cached) return cached;
  const boxes = {
    ...(fields.display !== 'off' && { display: withComment ? words.displayComment : words.display }),
    ...(fields.contact !== 'off' && { contact: words.contact }),
    ...(fields.partnerContact !== 'off' && { partnerContact: words.partnerContact }),
  };
  const text = consentText(fields, words);
  const version = createHash('sha256')
    .update(JSON.stringify([text, boxes]))
    .digest('hex')
    .slice(0, 12);
  const consent = { lang, version, text, boxes };
  cache.set(key, consent);
  return consent;
}

/**
 * The boxes to ask about: those that were checked, as far as the petition has them.
 *
 * @param partnerName undefined if there is no partner, or none that the petition lists
 */
export function boxesToAsk(
  checked: Partial<Record<BoxName, boolean>>,
  boxes: Consent['boxes'],
  partnerName: string | undefined,
): Box[] {
  return BOXES.flatMap((name) => {
    const label = boxes[name];
    if (!label || checked[name] !== true) return [];
    if (name !== 'partnerContact') return { name, label };
    return partnerName === undefined ? [] : { name, label, partnerName };
  });
}

function consentText(fields: ConsentFields, words: Dictionary): string {
  const isShown = fields.display !== 'off';
  if (fields.partnerContact === 'off') return isShown ? words.consentShown : words.consent;
  return isShown ? words.consentShownPartner : words.consentPartner;
}
