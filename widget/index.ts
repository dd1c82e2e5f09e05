import type { PetitionEventMap } from './events.ts';
import { PetitionWidget } from './petition-widget.ts';

export * from './events.ts';
export { PetitionWidget };

const NAME = 'petition-widget';

// A page may hold the script under two addresses; the first one to arrive serves both.
if (customElements.get(NAME)) {
  console.warn(`<${NAME}> is defined twice; keep one script.`);
} else {
  customElements.define(NAME, PetitionWidget);
}

/** Of a widget that is to be lighter or darker than its page. */
const ground = {
  background: 'Canvas',
  color: 'CanvasText',
  padding: '1.5rem',
  borderRadius: 'var(--petition-radius,12px)',
};

// Editors that drop unknown tags keep links: <a data-petition-widget href="…/p/SLUG?partner=…"> is enough.
if (document.readyState === 'loading') document.addEventListener('DOMContentLoaded', upgradeLinks);
else upgradeLinks();

function upgradeLinks() {
  for (const link of document.querySelectorAll<HTMLAnchorElement>('a[data-petition-widget][href]')) {
    const widget = document.createElement(NAME);
    // "/p/SLUG"
    widget.petition = link.pathname.slice(3);
    widget.server = link.origin;
    // What else the address says is how it is to look; the same is said to a frame.
    for (const [name, value] of new URLSearchParams(link.search)) {
      if (/^(partner|lang|compact|hide-text)$/.test(name)) widget.setAttribute(name, value);
      else if (name === 'scheme') Object.assign(widget.style, ground, { colorScheme: value });
      else widget.style.setProperty(`--petition-${name}`, value);
    }
    // The link becomes the fallback.
    link.removeAttribute('data-petition-widget');
    link.replaceWith(widget);
    widget.append(link);
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'petition-widget': PetitionWidget;
  }
  interface HTMLElementEventMap extends PetitionEventMap {}
}
