import type { PetitionEventMap } from './events.ts';
import { PetitionWidget } from './petition-widget.ts';
import { SCRIPT_ORIGIN } from './script-origin.ts';

export * from './events.ts';
export { PetitionWidget };

// A page can load the script from two URLs. The first one wins.
if (customElements.get('petition-widget')) {
  console.warn('<petition-widget> is defined already: load the script once');
} else {
  customElements.define('petition-widget', PetitionWidget);
}

/** Upgrades the links on the page, and those that come later: some sites swap their content instead of loading pages. */
function watchLinks() {
  const upgrade = () => {
    if (!document.querySelector('a[data-petition-widget][href]')) return;
    // Where it can't be loaded, they stay links.
    import('./embed-links.ts').then(({ upgradeLinks }) => upgradeLinks(SCRIPT_ORIGIN)).catch(() => {});
  };
  upgrade();
  new MutationObserver(upgrade).observe(document, { childList: true, subtree: true });
}

if (document.readyState === 'loading') document.addEventListener('DOMContentLoaded', watchLinks);
else watchLinks();

declare global {
  interface HTMLElementTagNameMap {
    'petition-widget': PetitionWidget;
  }
  interface HTMLElementEventMap extends PetitionEventMap {}
}
