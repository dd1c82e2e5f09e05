import { createHash } from 'node:crypto';
import { LANGUAGES, wordsIn } from '../locales/index.ts';

/** What a signer is told before signing, and a version to keep on record that this was it. */
export interface Consent {
  lang: string;
  /** The first 12 hex digits of the text's SHA-256: another text can't go under the same version. */
  version: string;
  text: string;
}

const consents = new Map<string, Consent>(
  LANGUAGES.map((lang) => {
    const text = wordsIn(lang).words.consent;
    return [lang, { lang, version: createHash('sha256').update(text).digest('hex').slice(0, 12), text }];
  }),
);

/** The consent text nearest to a wanted language. */
export function consentIn(wanted: string | undefined): Consent {
  return consents.get(wordsIn(wanted).lang)!;
}
