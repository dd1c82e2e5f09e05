/** Longer replies hold advertisements or encoded data. */
const MAX_LENGTH = 300;
/** Text without spaces that is at least this long may be an encoded address. */
const MIN_ENCODED_LENGTH = 24;
/** Shorter parts of an address occur in ordinary words, and are redacted only as whole words. */
const MIN_PART_LENGTH = 3;

/**
 * What the mail server replied, for the log and for `doctor`, without what could name the recipient: mail servers repeat
 * the address, or parts of it, in many forms.
 *
 * @param address the recipient
 */
export function redactReply(reply: string, address: string): string {
  const parts = partsOf(address);
  return (
    reply
      // Each further line of a reply repeats the code.
      .replace(/\r?\n\d{3}[ -]/g, ' ')
      .split(/\s+/)
      .map((word) => (mayNameRecipient(word, parts) ? '…' : word))
      .join(' ')
      .replace(/…(?: …)+/g, '…')
      .slice(0, MAX_LENGTH)
      .trim()
  );
}

function mayNameRecipient(word: string, parts: readonly string[]): boolean {
  if (/@|[%=+]40/.test(word) || word.includes('?')) return true;
  if (/[\p{L}\p{N}+/_=-]/u.test(word) && longestRun(word) >= MIN_ENCODED_LENGTH) return true;
  const letters = simplify(word);
  return parts.some((part) => (part.length < MIN_PART_LENGTH ? letters === part : letters.includes(part)));
}

const longestRun = (word: string) => Math.max(...word.split(/[^\p{L}\p{N}+/_=-]+/u).map((run) => run.length));

/** The local part, its words, and the labels of the domain except the last. */
function partsOf(address: string): string[] {
  const at = address.lastIndexOf('@');
  const local = address.slice(0, at);
  const labels = address
    .slice(at + 1)
    .split('.')
    .slice(0, -1);
  return [local, ...local.split(/[^\p{L}\p{N}]+/u), ...labels].map(simplify).filter(Boolean);
}

const simplify = (text: string) =>
  text
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]/gu, '');
