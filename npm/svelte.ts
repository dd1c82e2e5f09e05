/** The package, with its tags in Svelte’s templates. */
import type { HTMLAttributes } from 'svelte/elements';
import type {
  PetitionListAttributes,
  PetitionListeners,
  PetitionProgressAttributes,
  PetitionWidgetAttributes,
} from './attributes.ts';
import type { PetitionList, PetitionProgress, PetitionWidget } from './classes.ts';

export * from './index.ts';

type Tag<Target extends HTMLElement, Attributes> = HTMLAttributes<Target> & Attributes;

declare module 'svelte/elements' {
  interface SvelteHTMLElements {
    'petition-widget': Tag<PetitionWidget, PetitionWidgetAttributes & PetitionListeners>;
    'petition-progress': Tag<PetitionProgress, PetitionProgressAttributes>;
    'petition-list': Tag<PetitionList, PetitionListAttributes>;
  }
}
