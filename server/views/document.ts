import { createHash } from 'node:crypto';
import { html, raw } from 'hono/html';
import { directionOf } from '../../common/languages.ts';
import { STYLE } from './style.ts';

type Html = ReturnType<typeof html>;

/** A complete HTML page. */
export function htmlDocument(page: {
  lang: string;
  title: string;
  head?: Html;
  body: Html;
  /** Classes of the body. */
  classes?: string;
}) {
  return html`<!doctype html>
<html lang="${page.lang}" dir="${directionOf(page.lang)}">
  <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <title>${page.title}</title>
    <link rel="icon" href="/favicon.svg">
    <style>${raw(STYLE)}</style>
    ${page.head ?? ''}
  </head>
  <body${page.classes ? html` class="${page.classes}"` : ''}>
    ${page.body}
  </body>
</html>
`;
}

/** The source expression that allows an inline stylesheet. */
const sourceOf = (css: string) => `'sha256-${createHash('sha256').update(css).digest('base64')}'`;
const STYLE_SOURCE = sourceOf(STYLE);

interface PagePolicy {
  /** Origin whose scripts the page may run. They may send requests to the same origin. */
  scripts?: string;
  /** A second inline stylesheet. Empty for none. */
  css?: string;
  /** Where its form may be submitted to. */
  form?: string;
  /** Further directives. */
  directives?: readonly string[];
  /** Sites that may embed it in a frame. */
  ancestors?: string;
}

/** A policy that lets a page use its stylesheets and submit its form, plus what the options allow. Nothing else. */
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
      // Its icon, and the petition's picture.
      "img-src 'self'",
      `form-action ${form}`,
      "base-uri 'none'",
      ...directives,
      `frame-ancestors ${ancestors}`,
    ].join('; '),
  };
}

/** For pages without scripts that no site may frame. */
export const PAGE_HEADERS = pageHeaders();
