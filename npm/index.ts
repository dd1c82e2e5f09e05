/**
 * Entry of the package: defines all elements, and exports the same as `classes.ts`. Unlike the script, it doesn't upgrade links:
 * frameworks expect to be the only ones that change their page.
 */
import '../widget/define-list.ts';
import '../widget/define-progress.ts';
import type { PetitionEventMap } from '../widget/events.ts';
import { PetitionWidget } from '../widget/petition-widget.ts';

export * from './classes.ts';

// A page can have the script as well, or two versions of the package. The first one wins.
if (customElements.get('petition-widget')) {
  console.warn(
    '<petition-widget> is already defined, by its script or another version of the package; load only one.',
  );
} else {
  customElements.define('petition-widget', PetitionWidget);
}

declare global {
  interface HTMLElementTagNameMap {
    'petition-widget': PetitionWidget;
  }
  interface HTMLElementEventMap extends PetitionEventMap {}
}
