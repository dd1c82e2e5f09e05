import { html } from 'hono/html';
import type { PublishedPetition } from '../petitions/read-petitions.ts';
import { pageUrl } from './urls.ts';

/** The start page and every petition's page, in each language. */
export function sitemap(petitions: readonly PublishedPetition[], publicUrl: string) {
  const pages = petitions.flatMap((petition) => {
    const alternates = petition.texts.map(
      (text) =>
        html`<xhtml:link rel="alternate" hreflang="${text.lang}" href="${pageUrl(publicUrl, petition, { text })}"/>`,
    );
    return petition.texts.map(
      (text) =>
        html`<url><loc>${pageUrl(publicUrl, petition, { text })}</loc>${petition.texts.length > 1 ? alternates : ''}</url>\n`,
    );
  });
  return html`<?xml version="1.0" encoding="UTF-8"?>
<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:xhtml="http://www.w3.org/1999/xhtml">
<url><loc>${`${publicUrl}/`}</loc></url>
${pages}</urlset>
`;
}

/** Links in emails are for their readers alone. A robot that follows one changes nothing, but has no business there. */
export const robots = (publicUrl: string) => `User-agent: *
Disallow: /confirm/
Disallow: /withdraw/
Disallow: /unsubscribe/

Sitemap: ${publicUrl}/sitemap.xml
`;

/** A check mark on the accent color, in place of an organizer's own icon. */
export const FAVICON = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32"><rect width="32" height="32" rx="7" fill="#c7400a"/><path d="m8.5 16.5 5 5 10-11" fill="none" stroke="#fff" stroke-width="3.5" stroke-linecap="round" stroke-linejoin="round"/></svg>
`;
