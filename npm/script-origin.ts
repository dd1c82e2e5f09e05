/**
 * The package's version of `widget/script-origin.ts`. An application's bundle is on the application's own server, which has no
 * petitions, and the other languages are part of the bundle.
 */
import type { LoadedLanguage } from '../widget/i18n.ts';
import type { Dictionary } from '../widget/locales/en.ts';

/** None: without a `server` attribute, no request is sent, and the console says what is missing. */
export const SCRIPT_ORIGIN = '';

/** Each becomes a file of the bundle, loaded when a widget needs it. */
const DICTIONARIES: Record<LoadedLanguage, () => Promise<{ default: Dictionary }>> = {
  ar: () => import('../widget/locales/ar.json'),
  de: () => import('../widget/locales/de.json'),
  fr: () => import('../widget/locales/fr.json'),
  ht: () => import('../widget/locales/ht.json'),
  pt: () => import('../widget/locales/pt.json'),
  tl: () => import('../widget/locales/tl.json'),
  vi: () => import('../widget/locales/vi.json'),
  zh: () => import('../widget/locales/zh.json'),
};

export async function loadDictionary(language: LoadedLanguage): Promise<Dictionary> {
  return (await DICTIONARIES[language]()).default;
}
