/** What a field holds: an email address, a single line, or lines of text. */
export type InputKind = 'email' | 'line' | 'lines';

/** The fields that people type into. */
export const INPUT_KINDS = {
  givenName: 'line',
  familyName: 'line',
  email: 'email',
  postalCode: 'line',
  comment: 'lines',
} as const satisfies Record<string, InputKind>;

/**
 * Invisible characters that come along when text is copied: soft hyphens, zero-width spaces, byte order marks, and marks
 * that embed, override, or isolate a direction.
 */
const INVISIBLE = /[\u00ad\u180e\u200b\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]/g;
/** Direction marks and joiners. Within text they may be meant, but not around it. */
const MARKS = /[\u061c\u200c-\u200f]/g;
const SPACE_OR_MARK = /[\s\u061c\u200c-\u200f]/;
const DIRECTION_MARKS = /[\u061c\u200e\u200f]/g;
/** Of an input method that is still switched on: full-width ASCII, and other forms of "@" and of the full stop. */
const FULL_WIDTH = /[\uff01-\uff5e]/g;
const FULL_WIDTH_OFFSET = 0xfee0;

/**
 * Removes what nobody can have meant to type, which copying, contact lists, and input methods leave in a field. What
 * people see stays the same. Clean before validating, so that nobody is asked to fix what can't be seen.
 */
export function cleanInput(text: string, kind: InputKind): string {
  const spaced = text.replace(/\r\n?|[\v\f\x85\u2028\u2029]/g, '\n').replace(/\t/g, ' ');
  if (kind === 'lines') return trimMarks(spaced.replace(INVISIBLE, ''));
  const line = spaced
    .replace(INVISIBLE, '')
    .replace(/\s+/g, ' ')
    .replace(FULL_WIDTH, (wide) => String.fromCharCode(wide.charCodeAt(0) - FULL_WIDTH_OFFSET));
  if (kind === 'line') return trimMarks(line.replace(DIRECTION_MARKS, ''));
  const address = line
    .replace(MARKS, '')
    .replace(/\ufe6b/g, '@')
    .replace(/[\u3002\uff61]/g, '.')
    .replace(/ ?@ ?/g, '@')
    .trim();
  // As mail programs copy it: from a link, or from a list of recipients.
  return address
    .replace(/^mailto:/i, '')
    .replace(/[,;]$/, '')
    .replace(/^<(.*)>$/, '$1');
}

/** Not a pattern: on many of them in the middle, one that looks for the end takes quadratic time. */
function trimMarks(text: string): string {
  let start = 0;
  let end = text.length;
  while (start < end && SPACE_OR_MARK.test(text[start]!)) start++;
  while (end > start && SPACE_OR_MARK.test(text[end - 1]!)) end--;
  return text.slice(start, end);
}

const CONTROL = /[^\P{Cc}\n]|\p{Cs}/u;
/** What no address has before or after its "@". */
const NOT_IN_EMAIL = /[\s"(),:;<>[\\\]]|\p{C}/u;

/**
 * The first character because of which a field can't be accepted, in a form that can be shown: itself if it is visible,
 * otherwise its code point. Null if there is none.
 *
 * @param text from `cleanInput`
 */
export function findUnacceptable(text: string, kind: InputKind): string | null {
  // Without an "@", what is wrong is more than one character.
  const [found] = (kind === 'email' && text.includes('@') ? NOT_IN_EMAIL : CONTROL).exec(text) ?? [];
  if (found === undefined) return null;
  if (!/[\s\p{C}]/u.test(found) || found === ' ') return `“${found}”`;
  return `U+${found.codePointAt(0)!.toString(16).toUpperCase().padStart(4, '0')}`;
}
