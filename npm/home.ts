/**
 * In the place of the widget's own `home.ts`: what an application bundles lies on the application's server, which has no
 * petitions, and finds the languages in the bundle.
 */
import type { Words } from '../widget/locales/en.ts';

/** No address: nothing is asked of anybody, and the console says what is missing. */
export const HOME = '';

/** Each is a file of its own in the application's bundle, fetched where it is wanted. */
const BESIDE: Record<string, () => Promise<{ default: Words }>> = {
  ar: () => import('../widget/locales/ar.json'),
  de: () => import('../widget/locales/de.json'),
  ht: () => import('../widget/locales/ht.json'),
  tl: () => import('../widget/locales/tl.json'),
  vi: () => import('../widget/locales/vi.json'),
  zh: () => import('../widget/locales/zh.json'),
};

export const wordsBeside = async (lang: string): Promise<Words> => (await BESIDE[lang]!()).default;
