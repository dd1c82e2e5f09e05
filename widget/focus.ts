import type { LitElement } from 'lit';

/** Focuses the first match inside an element, once it is rendered. */
export async function focusWithin(host: LitElement, selector: string): Promise<void> {
  await host.updateComplete;
  host.renderRoot.querySelector<HTMLElement>(selector)?.focus();
}
