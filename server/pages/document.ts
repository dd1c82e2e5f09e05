import { createHash } from 'node:crypto';
import { html, raw } from 'hono/html';
import { STYLE } from './style.ts';

type Html = ReturnType<typeof html>;

/** A whole HTML page. */
export function document(page: { lang: string; title: string; head?: Html; body: Html; frame?: boolean }) {
  return html`<!doctype html>
<html lang="${page.lang}" dir="${directionOf(page.lang)}">
  <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <title>${page.title}</title>
    <style>${raw(STYLE)}</style>
    ${page.head ?? ''}
  </head>
  <body${page.frame ? html` class="frame"` : ''}>
    ${page.body}
  </body>
</html>
`;
}

export const STYLE_SOURCE = `'sha256-${createHash('sha256').update(STYLE).digest('base64')}'`;

/** What a page may do: look as it does, and send its form to us. Nothing else. */
export const PAGE_HEADERS: Record<string, string> = {
  'Content-Security-Policy': [
    "default-src 'none'",
    `style-src ${STYLE_SOURCE}`,
    "form-action 'self'",
    "base-uri 'none'",
    "frame-ancestors 'none'",
  ].join('; '),
};

const RIGHT_TO_LEFT = new Set(['ar', 'fa', 'he', 'ur', 'ps', 'sd', 'ug', 'yi', 'dv', 'ckb']);

export function directionOf(lang: string): 'ltr' | 'rtl' {
  return RIGHT_TO_LEFT.has(lang.split('-', 1)[0]!) ? 'rtl' : 'ltr';
}
