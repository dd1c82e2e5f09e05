/**
 * What depends on where this code lies: here on the petition server, beside its languages. The package for bundlers has
 * another file in the place of this one.
 */
import type { Words } from './locales/en.ts';

/** Where the script came from is where the petitions are, unless `server` says otherwise. */
export const HOME = new URL(import.meta.url).origin;

/** A dictionary that lies beside the script, as data: a page that has reviewed the script gets no other code. */
export const wordsBeside = (lang: string): Promise<Words> =>
  fetch(new URL(`petition-widget.${lang}.json`, import.meta.url)).then((answer) =>
    answer.ok ? answer.json() : Promise.reject(),
  );
