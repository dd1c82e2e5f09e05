/**
 * The entry of the package: defines both elements, and exports what `classes.ts` does. Unlike the script it leaves links alone,
 * since a framework wants to be the only one that changes its page.
 */
import '../widget/define-progress.ts';
import type { PetitionEventMap } from '../widget/events.ts';
import { PetitionWidget } from '../widget/petition-widget.ts';

export * from './classes.ts';

const NAME = 'petition-widget';

// A page may have the script as well, or the package in two versions; the first one to arrive serves all.
if (customElements.get(NAME)) {
  console.warn(`<${NAME}> is defined twice, by its script or by another version of the package; keep one.`);
} else {
  customElements.define(NAME, PetitionWidget);
}

declare global {
  interface HTMLElementTagNameMap {
    'petition-widget': PetitionWidget;
  }
  interface HTMLElementEventMap extends PetitionEventMap {}
}
