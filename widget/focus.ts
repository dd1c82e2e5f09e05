import type { LitElement } from 'lit';

/**
 * In a frame, nothing that the page around it can see may change when the person has signed: neither the height nor the scroll
 * position.
 */
export const IS_FRAMED = parent !== window;

/** Focuses the first match inside an element, once it is rendered. */
export async function focusWithin(host: LitElement, selector: string, preventScroll = false): Promise<void> {
  await host.updateComplete;
  host.renderRoot.querySelector<HTMLElement>(selector)?.focus({ preventScroll });
}
