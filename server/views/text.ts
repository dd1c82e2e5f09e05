import { html } from 'hono/html';

/** A piece of a paragraph: words, or a link that stood bare in the text. */
export type Piece = string | { href: string };

/**
 * A bare address: brackets in it come in pairs, and punctuation behind it belongs to the sentence. Split by
 * it, a text has its addresses at the odd places. The widget's `text.ts` has the same.
 */
const ADDRESS =
  /(https?:\/\/(?:[^\s<>"()[\]]|\([^\s<>"()[\]]*\))*(?:[^\s<>"()[\]'.,:;!?…’”»]|\([^\s<>"()[\]]*\)))/;

/** Plain text as paragraphs of pieces: blank lines part them, bare http(s) URLs are links. */
export function paragraphsOf(text: string): Piece[][] {
  return text
    .split(/\n\s*\n/)
    .filter((paragraph) => paragraph.trim())
    .map((paragraph) =>
      paragraph.split(ADDRESS).map((piece, index) => (index % 2 ? { href: piece } : piece)),
    );
}

/** The paragraphs as HTML, everything escaped. */
export function textHtml(text: string) {
  return paragraphsOf(text).map(
    (pieces) =>
      html`<p>${pieces.map((piece) =>
        typeof piece === 'string'
          ? piece
          : html`<a href="${piece.href}" rel="noopener noreferrer">${piece.href}</a>`,
      )}</p>`,
  );
}

/** The beginning of the text in one line, for descriptions: at most `longest` characters, cut at a word. */
export function summarize(text: string, longest = 200): string {
  const line = text.replace(/\s+/g, ' ').trim();
  if (line.length <= longest) return line;
  return `${line.slice(0, longest).replace(/\s+\S*$/, '')}…`;
}
