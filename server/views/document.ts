import { createHash } from 'node:crypto';
import { html, raw } from 'hono/html';
import { STYLE } from './style.ts';

type Html = ReturnType<typeof html>;

/** A whole HTML page. */
export function htmlDocument(page: {
  lang: string;
  title: string;
  head?: Html;
  body: Html;
  frame?: boolean;
}) {
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

/** How a policy names a stylesheet that stands in the page. */
const sourceOf = (css: string) => `'sha256-${createHash('sha256').update(css).digest('base64')}'`;
const STYLE_SOURCE = sourceOf(STYLE);

interface PagePolicy {
  /** Whose scripts it may run, which may talk to the same. */
  scripts?: string;
  /** A stylesheet besides the one that all have; '' is none. */
  css?: string;
  /** Where its form may be sent to. */
  form?: string;
  /** Further directives. */
  directives?: readonly string[];
  /** Who may frame it. */
  ancestors?: string;
}

/** What a page may do: look as it does, send its form, and what is said besides. Nothing else. */
export function pageHeaders({
  scripts,
  css = '',
  form = "'self'",
  directives = [],
  ancestors = "'none'",
}: PagePolicy = {}): Record<string, string> {
  return {
    'Content-Security-Policy': [
      "default-src 'none'",
      ...(scripts ? [`script-src ${scripts}`, `connect-src ${scripts}`] : []),
      `style-src ${STYLE_SOURCE}${css && ` ${sourceOf(css)}`}`,
      `form-action ${form}`,
      "base-uri 'none'",
      ...directives,
      `frame-ancestors ${ancestors}`,
    ].join('; '),
  };
}

/** Of a page without script, which stands in nobody's frame. */
export const PAGE_HEADERS = pageHeaders();

const RIGHT_TO_LEFT = new Set(['ar', 'fa', 'he', 'ur', 'ps', 'sd', 'ug', 'yi', 'dv', 'ckb']);

export function directionOf(lang: string): 'ltr' | 'rtl' {
  return RIGHT_TO_LEFT.has(lang.split('-', 1)[0]!) ? 'rtl' : 'ltr';
}
