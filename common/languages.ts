/** The UI's languages. A petition's texts may be in any language. */
export const LANGUAGES = ['en', 'es', 'fr', 'pt', 'de', 'ar', 'zh', 'vi', 'tl', 'ht'] as const;
export type Language = (typeof LANGUAGES)[number];

/** Browsers say "fil" for the language that most others call "tl". */
const ALIASES: Readonly<Record<string, string>> = { fil: 'tl' };

/** Chinese as written in Taiwan, Hong Kong, and Macau. Our "zh" is Simplified, which is another script. */
const TRADITIONAL_CHINESE = new Set(['hant', 'tw', 'hk', 'mo']);

/**
 * The language that serves a BCP 47 tag, or undefined if none does: "es-MX" gets "es", "zh-TW" gets nothing.
 *
 * @param tag untrusted: pages and browsers put anything here, like "en-US@posix", "pt_BR", or " ES "
 */
export function matchLanguage(tag: string): Language | undefined {
  const [base = '', ...subtags] = tag.toLowerCase().match(/[a-z]+/g) ?? [];
  // A script says more than a region: "zh-Hans-HK" is Simplified.
  if (
    base === 'zh' &&
    !subtags.includes('hans') &&
    subtags.some((subtag) => TRADITIONAL_CHINESE.has(subtag))
  ) {
    return undefined;
  }
  const language = Object.hasOwn(ALIASES, base) ? ALIASES[base] : base;
  return LANGUAGES.find((known) => known === language);
}

/** Writing direction of one of the UI's languages. */
export const uiDirectionOf = (language: Language): 'ltr' | 'rtl' => (language === 'ar' ? 'rtl' : 'ltr');

const RIGHT_TO_LEFT = new Set(['ar', 'fa', 'he', 'ur', 'ps', 'sd', 'ug', 'yi', 'dv', 'ckb']);

/** Writing direction of any language, not only the UI's. */
export const directionOf = (tag: string): 'ltr' | 'rtl' =>
  RIGHT_TO_LEFT.has(tag.split('-', 1)[0]!) ? 'rtl' : 'ltr';
