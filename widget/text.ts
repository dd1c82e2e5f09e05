import { html, type TemplateResult } from 'lit/html.js';
import { link } from './elements.ts';

/** Plain text as paragraphs: blank lines part them, bare http(s) URLs become links, nothing else is markup. */
export function paragraphs(text: string): TemplateResult[] {
  return text
    .split(/\n\s*\n/)
    .filter((paragraph) => paragraph.trim())
    .map(
      (paragraph) =>
        html`<p>${paragraph.split(ADDRESS).map((piece, index) => (index % 2 ? link(piece, piece) : piece))}</p>`,
    );
}

/**
 * A bare address: brackets in it come in pairs, and punctuation behind it belongs to the sentence. Split by
 * it, a text has its addresses at the odd places. The hosted page's `text.ts` has the same.
 */
const ADDRESS =
  /(https?:\/\/(?:[^\s<>"()[\]]|\([^\s<>"()[\]]*\))*(?:[^\s<>"()[\]'.,:;!?…’”»]|\([^\s<>"()[\]]*\)))/;

/** A long text in two: what is shown at first, and what is folded away. */
export function fold(text: string): [shown: string, folded: string] {
  if (text.length < 700) return [text, ''];
  const start = text.slice(0, 500);
  // Up to the end of a paragraph, or else of a sentence; an address has dots too, but no space behind them.
  const [shown] = /^.{200,}(?=\n\s*\n)/s.exec(start) ??
    /^.*([.!?]["'”’»)]?(?=\s)|[。！？])/s.exec(start) ?? [text];
  return [shown, text.slice(shown.length)];
}
