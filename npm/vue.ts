/** The package, with its tags in Vue’s templates. */
import type { EmitFn, HTMLAttributes, PublicProps } from 'vue';
import type { PetitionEventMap } from '../widget/events.ts';
import type {
  PetitionListAttributes,
  PetitionProgressAttributes,
  PetitionWidgetAttributes,
} from './attributes.ts';
import type { PetitionList, PetitionProgress, PetitionWidget } from './classes.ts';

export * from './index.ts';

/** The shape that Vue’s guide recommends for custom elements. */
type Tag<Target extends HTMLElement, Attributes, Events> = new () => Target & {
  $props: Omit<HTMLAttributes, keyof Attributes> & Attributes & PublicProps;
  $emit: EmitFn<{ [Type in keyof Events]: (event: Events[Type]) => void }>;
};

declare module 'vue' {
  interface GlobalComponents {
    'petition-widget': Tag<PetitionWidget, PetitionWidgetAttributes, PetitionEventMap>;
    'petition-progress': Tag<PetitionProgress, PetitionProgressAttributes, Record<never, never>>;
    'petition-list': Tag<PetitionList, PetitionListAttributes, Record<never, never>>;
  }
}
