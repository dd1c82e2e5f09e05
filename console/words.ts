import { type FilledValues, fillIn } from '../common/fill.ts';
import { directionOf, LANGUAGES, type Language, matchLanguage } from '../common/languages.ts';
import { en } from './locales/en.ts';

export type Words = Record<keyof typeof en, string>;

const STORAGE_KEY = 'console-language';

/** Each is a file of its own, loaded when it is chosen. */
const LOADERS: Record<Exclude<Language, 'en'>, () => Promise<{ default: Words }>> = {
  es: () => import('./locales/es.json'),
  fr: () => import('./locales/fr.json'),
  pt: () => import('./locales/pt.json'),
  de: () => import('./locales/de.json'),
  ar: () => import('./locales/ar.json'),
  zh: () => import('./locales/zh.json'),
  vi: () => import('./locales/vi.json'),
  tl: () => import('./locales/tl.json'),
  ht: () => import('./locales/ht.json'),
};

let current: { language: Language; words: Words } = { language: 'en', words: en };
/** Another one may be chosen while a language is loaded. */
let chosen: Language = 'en';

/** Dispatches `change` after another language was loaded. */
export const languageChanges = new EventTarget();

export const words = (): Words => current.words;
export const language = (): Language => current.language;

/** Fills in a sentence for the reader, see `fillIn`. */
export const fill = (sentence: string, values: FilledValues): string => fillIn(sentence, values, locale());

/** What the server or the command line says without a capital letter and a period, as a sentence of its own. */
export function asSentence(text: string): string {
  const start = text.charAt(0).toLocaleUpperCase() + text.slice(1);
  // A value at the end is a sentence from elsewhere.
  return /[.!?。}]$/.test(start) ? start : `${start}${locale() === 'zh' ? '。' : '.'}`;
}

/** The language that was chosen here before, or else the first of the browser's that the console has. */
export function preferredLanguage(): Language {
  const tags = [localStorage.getItem(STORAGE_KEY) ?? '', ...navigator.languages];
  return tags.map(matchLanguage).find((known) => known !== undefined) ?? 'en';
}

/**
 * Loads a language, and shows everything in it, unless another one was chosen meanwhile.
 *
 * @throws if its file can't be loaded; the language stays as it was
 */
export async function switchLanguage(language: Language): Promise<void> {
  chosen = language;
  const loaded = language === 'en' ? en : (await LOADERS[language]()).default;
  if (chosen !== language) return;
  current = { language, words: loaded };
  document.documentElement.lang = language;
  document.documentElement.dir = directionOf(language);
  languageChanges.dispatchEvent(new Event('change'));
}

export const rememberLanguage = (language: Language): void => localStorage.setItem(STORAGE_KEY, language);

/** The UI's languages, each by its own name. */
export const languageNames = (): [Language, string][] =>
  LANGUAGES.map((code) => [
    code,
    new Intl.DisplayNames([localeOf(code)], { type: 'language' }).of(code) ?? code,
  ]);

/** A language by its name in the reader's language. Its code if nobody knows it. */
export function languageName(code: string): string {
  try {
    return new Intl.DisplayNames([locale()], { type: 'language' }).of(code) ?? code;
  } catch {
    return code;
  }
}

/** Browsers have no formats for Haitian Creole. */
const localeOf = (code: Language) => (code === 'ht' ? 'fr-HT' : code);
export const locale = (): string => localeOf(current.language);

export const number = (value: number): string => value.toLocaleString(locale());
/** As precise as people read it: one decimal below ten. */
export const rounded = (value: number): number =>
  value < 10 ? Math.round(value * 10) / 10 : Math.round(value);
export const percent = (value: number): string =>
  value.toLocaleString(locale(), { style: 'percent', maximumFractionDigits: 1 });

/** A day in UTC, as YYYY-MM-DD. */
export const dayName = (day: string, options: Intl.DateTimeFormatOptions = { dateStyle: 'medium' }): string =>
  new Date(`${day}T00:00Z`).toLocaleDateString(locale(), { ...options, timeZone: 'UTC' });

/** An instant in ISO 8601, in the reader's time zone. */
export const timeName = (time: string): string =>
  new Date(time).toLocaleString(locale(), { dateStyle: 'medium', timeStyle: 'short' });

/** How long ago an instant was, in the largest unit of which one has passed. */
export function timeAgo(time: string, now = Date.now()): string {
  const minutes = Math.max(0, Math.floor((now - Date.parse(time)) / 60_000));
  const format = new Intl.RelativeTimeFormat(locale(), { numeric: 'always' });
  if (minutes < 60) return format.format(-minutes, 'minute');
  const hours = Math.floor(minutes / 60);
  return hours < 24 ? format.format(-hours, 'hour') : format.format(-Math.floor(hours / 24), 'day');
}

/** A number of bytes, in the unit that suits it. */
export function fileSize(bytes: number): string {
  const units = ['byte', 'kilobyte', 'megabyte', 'gigabyte', 'terabyte'];
  const power = Math.min(units.length - 1, Math.floor(Math.log10(Math.max(1, bytes)) / 3));
  return rounded(bytes / 1000 ** power).toLocaleString(locale(), {
    style: 'unit',
    unit: units[power]!,
    unitDisplay: 'short',
  });
}

/** The time of an instant of today, in the reader's time zone. */
export const timeOfDay = (time: string): string =>
  new Date(time).toLocaleTimeString(locale(), { timeStyle: 'short' });

/** An hour, as YYYY-MM-DDTHH in UTC, in the reader's time zone. */
export const hourName = (hour: string): string =>
  new Date(`${hour}:00Z`).toLocaleString(locale(), {
    weekday: 'short',
    day: 'numeric',
    month: 'short',
    hour: 'numeric',
    minute: '2-digit',
  });
