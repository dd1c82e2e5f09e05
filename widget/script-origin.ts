/**
 * Everything that depends on the URL of this code: here the petition server, with the other languages beside it. The npm
 * package has its own version of this file.
 */
import type { LoadedLanguage } from './i18n.ts';
import type { Dictionary } from './locales/en.ts';
import { send } from './send.ts';

/** The server that the script came from has the petitions, unless the `server` attribute says otherwise. */
export const SCRIPT_ORIGIN = new URL(import.meta.url).origin;

/** Dictionaries are data, not code: a page that has reviewed the script never gets any other code. */
export async function loadDictionary(language: LoadedLanguage): Promise<Dictionary> {
  const response = await send(`${new URL(`petition-widget.${language}.json`, import.meta.url)}`);
  if (!response.ok) throw new Error(`${response.status}`);
  return response.json();
}
