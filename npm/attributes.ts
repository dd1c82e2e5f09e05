import type { PetitionEventMap } from '../widget/events.ts';

/** What a framework's templates may say at `<petition-progress>`. */
export interface PetitionProgressAttributes {
  /** Slug of the petition. */
  petition: string;
  /** Origin of the petition server. */
  server: string;
  /** Language; without it the nearest `lang` around, then the browser's. */
  lang?: string;
}

/** What a framework's templates may say at `<petition-widget>`. */
export interface PetitionWidgetAttributes extends PetitionProgressAttributes {
  /** Code of the site it stands on, so that signatures through it can be counted. */
  partner?: string | null | undefined;
  /** Count, bar, and a button that opens the form. */
  compact?: boolean | undefined;
  /** Leaves out title and text, for pages that tell the story themselves. */
  'hide-text'?: boolean | undefined;
}

/** Listeners by the names that React, Preact and Svelte have for them: `onpetition-signed`. */
export type PetitionListeners = {
  [Type in keyof PetitionEventMap as `on${Type}`]?: ((event: PetitionEventMap[Type]) => void) | undefined;
};
