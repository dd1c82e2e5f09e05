import { html } from 'hono/html';
import { matchLanguage } from '../../common/languages.ts';
import { hasDetails } from '../petitions/details.ts';
import { selectText } from '../petitions/published-petitions.ts';
import type { PublishedPetition } from '../petitions/read-petitions.ts';

interface PreloadOptions {
  petition: PublishedPetition;
  /** The widget's language. Undefined follows the page. */
  lang?: string | undefined;
  pageLang: string;
}

/**
 * Links that request what a widget will need while its script loads: the petition, in a language for all of its regions, and the
 * script for what only some petitions have. None if the widget's own words don't have the language.
 *
 * @param script URL of the widget's script
 */
export function preloadLinks(
  { petition, lang, pageLang }: PreloadOptions,
  script: string,
  publicUrl: string,
) {
  const known = matchLanguage(lang ?? pageLang);
  if (!known || (lang && lang !== known)) return [];
  const needsDetails =
    hasDetails(petition, selectText(petition, [known])) ||
    // For the choice of a language, and for signers.
    petition.texts.length > 1 ||
    petition.fields.display !== 'off';
  return [
    html`<link rel="preload" as="fetch" crossorigin href="${publicUrl}/v1/petitions/${petition.slug}?lang=${known}">`,
    ...(needsDetails
      ? [html`<link rel="modulepreload" href="${new URL('petition-details.js', script).href}">`]
      : []),
  ];
}
