/** A piece of a paragraph: plain text, or a URL to link. */
export type Segment = string | { href: string };

/**
 * A bare http(s) URL. Parentheses inside it come in pairs, and punctuation after it belongs to the sentence. The
 * capturing group makes `split` return the URLs at the odd indexes.
 */
const URL_PATTERN =
  /(https?:\/\/(?:[^\s<>"()[\]]|\([^\s<>"()[\]]*\))*(?:[^\s<>"()[\]'.,:;!?…’”»]|\([^\s<>"()[\]]*\)))/;

/**
 * Splits plain text into paragraphs of text and links: blank lines separate paragraphs, bare http(s) URLs become links,
 * and nothing else is markup.
 */
export function linkify(text: string): Segment[][] {
  return text
    .split(/\n\s*\n/)
    .filter((paragraph) => paragraph.trim())
    .map((paragraph) =>
      paragraph.split(URL_PATTERN).map((part, index) => (index % 2 === 1 ? { href: part } : part)),
    );
}
