import { upgradeLinks } from './embed-links.ts';
import type { PetitionEventMap } from './events.ts';
import { PetitionWidget } from './petition-widget.ts';

export * from './events.ts';
export { PetitionWidget };

// A page can load the script from two URLs. The first one wins.
if (customElements.get('petition-widget')) {
  console.warn('<petition-widget> is already defined; load the script only once.');
} else {
  customElements.define('petition-widget', PetitionWidget);
}

if (document.readyState === 'loading') document.addEventListener('DOMContentLoaded', upgradeLinks);
else upgradeLinks();

declare global {
  interface HTMLElementTagNameMap {
    'petition-widget': PetitionWidget;
  }
  interface HTMLElementEventMap extends PetitionEventMap {}
}
