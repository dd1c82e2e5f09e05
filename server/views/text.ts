import { html } from 'hono/html';
import { linkify } from '../../common/linkify.ts';

/** Plain text as HTML paragraphs with links. Everything is escaped. */
export function textHtml(text: string) {
  return linkify(text).map(
    (segments) =>
      html`<p>${segments.map((segment) =>
        typeof segment === 'string'
          ? segment
          : html`<a href="${segment.href}" rel="noopener noreferrer">${segment.href}</a>`,
      )}</p>`,
  );
}

/** The beginning of a text on one line, for descriptions. Cut at a word. */
export function summarize(text: string, maxLength = 200): string {
  const line = text.replace(/\s+/g, ' ').trim();
  if (line.length <= maxLength) return line;
  return `${line.slice(0, maxLength).replace(/\s+\S*$/, '')}…`;
}
