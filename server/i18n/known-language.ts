import { LANGUAGES } from '../../common/languages.ts';

const englishNames = new Intl.DisplayNames(['en'], { type: 'language', fallback: 'none' });

/**
 * Whether the language of a canonical BCP 47 tag can exist. Node knows every code of two letters, but few of the thousands
 * with three letters: not Mam's or Nahuatl's. Longer ones were never assigned.
 */
export function isKnownLanguage(tag: string): boolean {
  const [code = ''] = tag.split('-', 1);
  return code.length === 3 || nameOf(code) !== undefined;
}

/** The language that was probably meant: `es` for "sp", "spa", "spanish", and "español". Undefined if none is likely. */
export function suggestLanguage(text: string): { code: string; name: string } | undefined {
  const code = findCode(text.trim());
  const name = code && nameOf(code);
  return code && name ? { code, name } : undefined;
}

function findCode(text: string): string | undefined {
  const canonical = canonicalTag(text.replaceAll('_', '-'));
  if (canonical && canonical !== text && nameOf(canonical)) return canonical;
  const wanted = fold(text);
  // The languages of the UI first, as the most likely ones.
  const codes = [...new Set([...LANGUAGES, ...twoLetterCodes()])].filter((code) => nameOf(code));
  return (
    codes.find((code) => fold(nameOf(code)!) === wanted || fold(ownNameOf(code)) === wanted) ??
    codes.find((code) => wanted.length > 1 && fold(nameOf(code)!).startsWith(wanted)) ??
    languageOfCountry(wanted)
  );
}

/** Country codes are often taken for language codes: "jp" for Japanese. */
function languageOfCountry(country: string): string | undefined {
  if (!/^[a-z]{2}$/.test(country)) return undefined;
  const region = country.toUpperCase();
  if (!new Intl.DisplayNames(['en'], { type: 'region', fallback: 'none' }).of(region)) return undefined;
  return new Intl.Locale(`und-${region}`).maximize().language;
}

function canonicalTag(text: string): string | undefined {
  try {
    return Intl.getCanonicalLocales(text)[0];
  } catch {
    return undefined;
  }
}

function nameOf(code: string): string | undefined {
  try {
    return englishNames.of(code);
  } catch {
    return undefined;
  }
}

const ownNameOf = (code: string) => new Intl.DisplayNames([code], { type: 'language' }).of(code) ?? '';

/** Without case and accents. */
const fold = (text: string) => text.normalize('NFD').replaceAll(/\p{M}/gu, '').toLowerCase();

function* twoLetterCodes(): Generator<string> {
  const letters = 'abcdefghijklmnopqrstuvwxyz';
  for (const first of letters) for (const second of letters) yield first + second;
}
