/** Controls that use keys themselves, in which a letter is text. */
const FIELDS = 'input, select, textarea, [contenteditable]';

/**
 * The letter of a keyboard shortcut. Null while somebody types, with modifier keys, which belong to the browser, and for keys
 * that are held down: one press decides once.
 */
export function shortcutOf(event: KeyboardEvent): string | null {
  if (event.defaultPrevented || event.repeat || event.isComposing) return null;
  if (event.ctrlKey || event.metaKey || event.altKey || event.shiftKey) return null;
  const [target] = event.composedPath();
  if (target instanceof Element && target.closest(FIELDS)) return null;
  return /^[a-z]$/i.test(event.key) ? event.key.toLowerCase() : null;
}
