import { nameLocales } from './number-format.ts';

/** A language's name in itself: "Español". */
export function languageName(lang: string): string {
  const name = new Intl.DisplayNames(nameLocales(lang), { type: 'language' }).of(lang) ?? lang;
  return name.charAt(0).toLocaleUpperCase(lang) + name.slice(1);
}
