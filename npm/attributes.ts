import type { PetitionEventMap } from '../widget/events.ts';

/** HTML has strings. */
type HeadingLevel = 2 | 3 | 4 | 5 | 6 | '2' | '3' | '4' | '5' | '6';

/** Attributes of `<petition-progress>` in a framework's templates. */
export interface PetitionProgressAttributes {
  /** Slug of the petition. */
  petition: string;
  /** Origin of the petition server. */
  server: string;
  /** Defaults to the nearest `lang` of the page, then to the browser's language. */
  lang?: string;
}

/** Attributes of `<petition-widget>` in a framework's templates. */
export interface PetitionWidgetAttributes extends PetitionProgressAttributes {
  /** Your site's code, so that signatures from your site are counted for you. */
  partner?: string | null | undefined;
  /** Shows the title, the count, the bar, and a button that opens the form. */
  compact?: boolean | undefined;
  /** Leaves out the title and the text, for pages that tell the story themselves. */
  'hide-text'?: boolean | undefined;
  /** Level of the title's heading in your page's outline. */
  'heading-level'?: HeadingLevel | undefined;
  /** Shows the petition's picture above the title, if it has one. */
  'show-image'?: boolean | undefined;
}

/** Attributes of `<petition-list>` in a framework's templates. */
export interface PetitionListAttributes {
  /** Origin of the petition server. */
  server: string;
  /** Your site's code: only petitions that list it. */
  partner?: string | null | undefined;
  /** Only petitions with this tag. */
  tag?: string | null | undefined;
  /** Defaults to `open`. */
  status?: 'open' | 'closed' | undefined;
  /** Defaults to `newest`. */
  sort?: 'newest' | 'goal' | undefined;
  /** How many to show at first, from 1 to 99. */
  limit?: number | string | undefined;
  /** Level of the titles' headings in your page's outline. */
  'heading-level'?: HeadingLevel | undefined;
  /** Defaults to the nearest `lang` of the page, then to the browser's language. */
  lang?: string;
}

/** Listeners as React, Preact, and Svelte name them: `onpetition-signed`. */
export type PetitionListeners = {
  [Type in keyof PetitionEventMap as `on${Type}`]?: ((event: PetitionEventMap[Type]) => void) | undefined;
};
