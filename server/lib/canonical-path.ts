/** What a sentence, a bracket, or an editor leaves at the end of a URL. Tokens may end in "-" and "_". */
const TRAILING = new Set('/.,:;!?*\'"’”»)]}>…。，、！？）」』');
const INVISIBLE = /[\s\p{Cf}]/gu;

/** Where the path ends, if a program encoded the question mark, or added a parameter without one. */
const PARAMETERS = /[?&].*$/su;
/** Browsers don't send it, unless its "#" was encoded. */
const FRAGMENT = /#.*$/su;

/**
 * A path as its author meant it: without what surrounds a URL in a sentence, without doubled slashes, and without the
 * capital letters that phones put at the beginning of words.
 *
 * @returns undefined if it is that already, or can't be decoded
 */
export function canonicalPath(path: string): { path: string; parameters: URLSearchParams } | undefined {
  let decoded: string;
  try {
    decoded = decodeURIComponent(path).replace(FRAGMENT, '');
  } catch {
    return undefined;
  }
  const [parameters = ''] = PARAMETERS.exec(decoded) ?? [];
  const visible = decoded
    .slice(0, decoded.length - parameters.length)
    .replace(INVISIBLE, '')
    .replace(/\/{2,}/g, '/');
  const trimmed = withoutTrailing(visible) || '/';
  // Tokens differ by case.
  const lowerCase = trimmed.replace(/^\/(?:(?:p|v1)\/.*|[^/]*)/i, (start) => start.toLowerCase());
  const canonical = lowerCase === '/p' ? '/' : lowerCase;
  return canonical === path
    ? undefined
    : { path: canonical, parameters: new URLSearchParams(parameters.slice(1)) };
}

/** A loop, because a pattern would take quadratic time if there are many of these characters in the middle. */
function withoutTrailing(text: string): string {
  let end = text.length;
  while (end > 0 && TRAILING.has(text[end - 1]!)) end--;
  return text.slice(0, end);
}
