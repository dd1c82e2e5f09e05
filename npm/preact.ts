/** The package, with its tags in Preact’s JSX. */
import type { DetailedHTMLProps, HTMLAttributes } from 'preact';
import type {
  PetitionListAttributes,
  PetitionListeners,
  PetitionProgressAttributes,
  PetitionWidgetAttributes,
} from './attributes.ts';
import type { PetitionList, PetitionProgress, PetitionWidget } from './classes.ts';

export * from './index.ts';

type Tag<Target extends HTMLElement, Attributes> = DetailedHTMLProps<HTMLAttributes<Target>, Target> &
  Attributes;

declare module 'preact' {
  namespace JSX {
    interface IntrinsicElements {
      'petition-widget': Tag<PetitionWidget, PetitionWidgetAttributes & PetitionListeners>;
      'petition-progress': Tag<PetitionProgress, PetitionProgressAttributes>;
      'petition-list': Tag<PetitionList, PetitionListAttributes>;
    }
  }
}
