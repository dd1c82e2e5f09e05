/**
 * A bare http(s) URL. Parentheses inside it come in pairs, and punctuation after it belongs to the sentence. The
 * capturing group makes `split` return the URLs at the odd indexes.
 */
const URL_PATTERN =
  /(https?:\/\/(?:[^\s<>"()[\]]|\([^\s<>"()[\]]*\))*(?:[^\s<>"()[\]'.,:;!?…’”»]|\([^\s<>"()[\]]*\)))/;

/** Splits a paragraph into texts and the bare http(s) URLs between them. */
export function linkify(paragraph: string): (string | { href: string })[] {
  return paragraph
    .split(URL_PATTERN)
    .map((part, index) => (index % 2 === 1 ? { href: part } : part))
    .filter((part) => part !== '');
}
