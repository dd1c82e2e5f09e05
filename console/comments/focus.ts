const COMMENT = 'li[data-handle]';

const commentsIn = (root: ShadowRoot) => [...root.querySelectorAll<HTMLElement>(COMMENT)];
const focusedIn = (root: ShadowRoot) => root.activeElement?.closest<HTMLElement>(COMMENT) ?? null;

/** Handle of the comment that has the focus, or something in it. Null without one. */
export const focusedHandle = (root: ShadowRoot): string | null =>
  focusedIn(root)?.getAttribute('data-handle') ?? null;

/** Goes from one comment to another, or to the first. */
export function moveFocus(root: ShadowRoot, step: number): void {
  const items = commentsIn(root);
  const current = focusedIn(root);
  const index = current ? items.indexOf(current) + step : 0;
  items[Math.max(0, Math.min(items.length - 1, index))]?.focus();
}

/** After a decision, the next comment is at hand for the keyboard. */
export function focusNear(root: ShadowRoot, position: number): void {
  const items = commentsIn(root);
  (items[Math.min(position, items.length - 1)] ?? root.querySelector<HTMLElement>('h2'))?.focus();
}
