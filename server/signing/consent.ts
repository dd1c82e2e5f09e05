import { createHash } from 'node:crypto';
import type { Fields } from '../contract.ts';
import { LANGUAGES, wordsIn } from '../locales/index.ts';

/** What a signer is told before signing, and a version to keep on record that this was it. */
export interface Consent {
  lang: string;
  /** The first 12 hex digits of the text's SHA-256: another text can't go under the same version. */
  version: string;
  text: string;
}

function consentOf(lang: string, text: string): Consent {
  return { lang, version: createHash('sha256').update(text).digest('hex').slice(0, 12), text };
}

const consents = new Map(
  LANGUAGES.map((lang) => {
    const { consent, consentShown } = wordsIn(lang).words;
    return [lang, { off: consentOf(lang, consent), optional: consentOf(lang, consentShown) }];
  }),
);

/** The consent text nearest to a wanted language, for a petition that shows who wishes it, or doesn't. */
export function consentIn(wanted: string | undefined, { display }: Pick<Fields, 'display'>): Consent {
  return consents.get(wordsIn(wanted).lang)![display];
}
