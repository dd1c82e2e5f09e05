import type { Language } from './languages.ts';

/** Traditional Chinese, and what browsers call Tagalog. */
type OtherTag = 'zh-hant' | 'zh-tw' | 'zh-hk' | 'zh-mo' | 'fil';

const TAGALOG = 'Lumagda sa petisyong ito: “#”';
const TRADITIONAL_CHINESE = '請在這份請願書上簽名：「#」';

/**
 * The sentence that people share, in every language. `#` stands for the title. It doesn't say that the person who shares it has
 * signed: that is for them to say.
 */
const SENTENCES: Record<Language | OtherTag, string> = {
  en: 'Please sign this petition: “#”',
  es: 'Firma esta petición: “#”',
  fr: 'Une pétition à signer : « # »',
  pt: 'Assine esta petição: “#”',
  de: 'Bitte unterschreiben: „#“',
  ar: 'عريضة بحاجة إلى توقيعك: «#»',
  zh: '请在这份请愿书上签名：“#”',
  'zh-hant': TRADITIONAL_CHINESE,
  'zh-tw': TRADITIONAL_CHINESE,
  'zh-hk': TRADITIONAL_CHINESE,
  'zh-mo': TRADITIONAL_CHINESE,
  vi: 'Mời bạn ký bản kiến nghị này: “#”',
  tl: TAGALOG,
  fil: TAGALOG,
  ht: 'Tanpri siyen petisyon sa a: “#”',
};

/**
 * What people share, besides the URL. Imports nothing: the widget and the help for signing would share it, which puts what they
 * share into a file of its own.
 *
 * @param lang BCP 47 tag of the title. English if it isn't one of ours
 * @param override the petition's own words
 */
export function shareText(lang: string, title: string, override?: string | null): string {
  // A replacement function: a title may contain "$&".
  return override || sentenceFor(lang).replace('#', () => title);
}

/** The sentence of the longest tag that the language begins with: "es-MX" gets "es". */
function sentenceFor(lang: string): string {
  for (let tag = lang.toLowerCase(); tag; tag = tag.replace(/-?[^-]*$/, '')) {
    if (Object.hasOwn(SENTENCES, tag)) return SENTENCES[tag as keyof typeof SENTENCES];
  }
  return SENTENCES.en;
}
