import { LANGUAGES } from '../../common/languages.ts';
import { COUNTRY_CODES } from '../i18n/countries.ts';

const plain = (name: string) =>
  name
    .normalize('NFKD')
    .toLowerCase()
    .replace(/[^\p{L}]/gu, '');

/** What people and tools write, and no list of names has. */
const OTHER_NAMES: Record<string, string> = {
  usa: 'US',
  unitedstatesofamerica: 'US',
  estadosunidosdeamerica: 'US',
  eeuu: 'US',
  uk: 'GB',
  greatbritain: 'GB',
  england: 'GB',
  scotland: 'GB',
  wales: 'GB',
  northernireland: 'GB',
};

let codes: Map<string, string> | undefined;

/** Names in the ten languages, created when first needed. */
function codesByName(): Map<string, string> {
  if (codes) return codes;
  codes = new Map(Object.entries(OTHER_NAMES));
  for (const lang of LANGUAGES) {
    const names = new Intl.DisplayNames(lang, { type: 'region', fallback: 'none' });
    for (const code of COUNTRY_CODES) {
      const name = names.of(code);
      if (name !== undefined && !codes.has(plain(name))) codes.set(plain(name), code);
    }
  }
  return codes;
}

/** The ISO 3166-1 code of a country that is given as a code or as a name. Undefined if it isn't known. */
export function countryCode(text: string): string | undefined {
  const upper = text.toUpperCase();
  if (COUNTRY_CODES.has(upper)) return upper;
  return codesByName().get(plain(text));
}
