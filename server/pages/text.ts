import { html } from 'hono/html';

/** A piece of a paragraph: words, or a link that stood bare in the text. */
export type Piece = string | { href: string };

const URL_IN_TEXT = /https?:\/\/[^\s<>"]+/g;
/** Punctuation behind an address belongs to the sentence; a bracket does if it wasn't opened inside. */
const TRAILING = /[.,;:!?…'’”»]+$/;

/** Plain text as paragraphs of pieces: blank lines part them, bare http(s) URLs are links. */
export function paragraphsOf(text: string): Piece[][] {
  return text
    .split(/\n\s*\n/)
    .filter((paragraph) => paragraph.trim())
    .map(piecesOf);
}

function piecesOf(paragraph: string): Piece[] {
  const pieces: Piece[] = [];
  let from = 0;
  for (const { 0: match, index } of paragraph.matchAll(URL_IN_TEXT)) {
    let href = match.replace(TRAILING, '');
    if (href.endsWith(')') && !href.includes('(')) href = href.slice(0, -1);
    if (!URL.canParse(href)) continue;
    if (index > from) pieces.push(paragraph.slice(from, index));
    pieces.push({ href });
    from = index + href.length;
  }
  if (from < paragraph.length) pieces.push(paragraph.slice(from));
  return pieces;
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
export function summary(text: string, longest = 200): string {
  const line = text.replace(/\s+/g, ' ').trim();
  if (line.length <= longest) return line;
  return `${line.slice(0, longest).replace(/\s+\S*$/, '')}…`;
}
